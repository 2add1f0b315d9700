package dev.drover.socket;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out from /proc which process listens on a TCP port, as far as this user may see it. */
final class PortHolder {
  private static final String LISTEN = "0A";
  private static final Path PROC = Path.of("/proc");

  private PortHolder() {}

  /** {@code pid 4711 (nginx)}; reads files, so never call it on an event loop. */
  static Optional<String> find(int port) {
    Set<String> sockets = listeningSockets(port);
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, sockets)) {
          return Optional.of("pid " + process.getFileName() + name(process));
        }
      }
    } catch (IOException | DirectoryIteratorException noProc) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The sockets as the links in /proc/PID/fd name them. */
  private static Set<String> listeningSockets(int port) {
    Set<String> sockets = new HashSet<>();
    String suffix = ":%04X".formatted(port);
    for (String table : List.of("net/tcp", "net/tcp6")) {
      try {
        for (String line : Files.readAllLines(PROC.resolve(table))) {
          String[] field = line.trim().split("\\s+");
          if (field.length > 9 && field[1].endsWith(suffix) && field[3].equals(LISTEN)) {
            sockets.add("socket:[" + field[9] + "]");
          }
        }
      } catch (IOException noSuchTable) {
        // No IPv6, or no /proc: then there is nothing to tell.
        continue;
      }
    }
    return sockets;
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException anotherUsersOrGone) {
      return false;
    }
    return false;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static String name(Path process) {
    try {
      return " (" + Files.readString(process.resolve("comm")).trim() + ")";
    } catch (IOException gone) {
      return "";
    }
  }
}
