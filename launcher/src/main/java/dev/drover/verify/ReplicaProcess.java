package dev.drover.verify;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A supervisor's replica as Linux knows it: its signals and its connections. Blocks briefly. */
final class ReplicaProcess {
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final String SOCKET = "socket:[";

  private final long pid;
  private final long supervisor;
  private final Path proc;

  /**
   * @param supervisor pid of the process that must have started it
   */
  ReplicaProcess(long pid, long supervisor) {
    this.pid = pid;
    this.supervisor = supervisor;
    proc = Path.of("/proc", "" + pid);
  }

  /** Whether this system can tell what this class asks it. */
  static boolean isPossible() {
    return Files.isReadable(Path.of("/proc/self/net/tcp"));
  }

  /**
   * Stops it (SIGSTOP) and waits until it stands still.
   *
   * @throws IOException when it is no child of its supervisor (any more)
   */
  void stop() throws IOException, InterruptedException {
    signal("STOP");
    long end = System.nanoTime() + STOP_NANOS;
    // Nothing tells of a stop but to the parent, which is another process.
    while (!standsStill()) {
      if (System.nanoTime() > end) {
        throw new IOException("pid " + pid + " does not stop");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  void kill() throws IOException, InterruptedException {
    signal("KILL");
  }

  /** The shell's own {@code kill}: there may be no such program. */
  private void signal(String name) throws IOException, InterruptedException {
    long parent =
        ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid).orElse(-1L);
    if (parent != supervisor) {
      throw new IOException("pid " + pid + " is no longer a replica");
    }
    Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).start();
    if (kill.waitFor() != 0) {
      throw new IOException("pid " + pid + " cannot be sent SIG" + name);
    }
  }

  private boolean standsStill() throws IOException {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(proc.resolve("task"))) {
      for (Path task : tasks) {
        String stat = Files.readString(task.resolve("stat"));
        // The name before it may have any character in it.
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    }
  }

  /** The other ends' ports of its TCP connections. */
  Set<Integer> clientPorts() throws IOException {
    Set<String> own = sockets();
    Set<Integer> ports = new HashSet<>();
    for (String line : tcp()) {
      String[] fields = line.trim().split("\\s+");
      if (own.contains(fields[9])) {
        String remote = fields[2];
        ports.add(Integer.parseInt(remote.substring(remote.lastIndexOf(':') + 1), 16));
      }
    }
    return ports;
  }

  private List<String> tcp() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : List.of("tcp", "tcp6")) {
      Path table = proc.resolve("net").resolve(name);
      if (Files.exists(table)) {
        List<String> all = Files.readAllLines(table);
        lines.addAll(all.subList(1, all.size()));
      }
    }
    return lines;
  }

  /** Inodes of its sockets. */
  private Set<String> sockets() throws IOException {
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = Files.readSymbolicLink(descriptor).toString();
        if (target.startsWith(SOCKET)) {
          inodes.add(target.substring(SOCKET.length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }
}
