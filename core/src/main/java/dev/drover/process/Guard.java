package dev.drover.process;

import dev.drover.process.Stdio.Direction;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends the children when this JVM ends, be it by SIGKILL: one small shell, started with the first
 * child, waits for the end of a pipe that only this JVM writes to, then kills what a file lists.
 * The file (deleted, known to both by descriptor) has a line per child; so a spawn costs one write
 * and does not wake the shell.
 *
 * <p>A child whose JVM is killed between its fork and its line escapes: less than a millisecond.
 */
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final String SCRIPT =
      "trap '' HUP INT TERM; read -r end;"
          + " while read -r child; do [ -n \"$child\" ] && kill -s KILL -- \"$child\"; done <&3";
  private static final String LINE = "%-9s\n";
  private static final int LINE_LENGTH = 10;

  // All guarded by the class.
  private static final BitSet TAKEN = new BitSet();
  private static final Map<Integer, String> CHILDREN = new HashMap<>();
  private static RandomAccessFile lines;
  private static int shell;
  private static int pipe;
  private static boolean failed;

  private Guard() {}

  /**
   * @param group whether the pid is a process group too
   * @return takes the protection away; to be called while the pid is still the child's
   */
  static synchronized Runnable protect(int pid, boolean group) {
    int line = TAKEN.nextClearBit(0);
    TAKEN.set(line);
    CHILDREN.put(line, (group ? "-" : "") + pid);
    try {
      if (lines == null || Libc.wait4(shell, 0, Libc.WNOHANG, 0) == shell) {
        restart();
      } else {
        write(line);
      }
    } catch (IOException e) {
      warnOnce(e);
    }
    return () -> release(line);
  }

  private static synchronized void release(int line) {
    if (CHILDREN.remove(line) == null) {
      return;
    }
    TAKEN.clear(line);
    try {
      write(line);
    } catch (IOException e) {
      warnOnce(e);
    }
  }

  private static void write(int line) throws IOException {
    if (lines != null) {
      lines.seek((long) line * LINE_LENGTH);
      String text = LINE.formatted(CHILDREN.getOrDefault(line, ""));
      lines.write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void restart() throws IOException {
    stop();
    Path file = Files.createTempFile("drover-children", null);
    try {
      lines = new RandomAccessFile(file.toFile(), "rw");
      for (int line = 0; line < TAKEN.length(); line++) {
        write(line);
      }
      startShell(file);
    } catch (IOException e) {
      stop();
      throw e;
    } finally {
      Files.delete(file);
    }
  }

  private static void startShell(Path file) throws IOException {
    SpawnOptions options =
        SpawnOptions.builder()
            .directory(Path.of("/"))
            .replaceEnv(Map.of())
            .detached(true)
            .stdio(Stdio.ignore())
            .stdin(Stdio.pipe(Direction.INPUT))
            .stdio(3, Stdio.read(file))
            .build();
    SpawnRequest request = SpawnRequest.of("/bin/sh", List.of("-c", SCRIPT), options);
    try (StdioPlan stdio = StdioPlan.open(options.stdio())) {
      shell = PosixSpawn.spawn(request, "/bin/sh", stdio);
      pipe = stdio.parent(0);
      stdio.keep();
    }
  }

  private static void stop() throws IOException {
    if (lines != null) {
      lines.close();
      lines = null;
      Libc.close(pipe);
      pipe = -1;
    }
  }

  private static void warnOnce(IOException cause) {
    if (!failed) {
      failed = true;
      LOG.warn("children will outlive a killed JVM: cannot start their guard /bin/sh: " + cause);
    }
  }
}
