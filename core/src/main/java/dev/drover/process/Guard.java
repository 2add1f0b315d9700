package dev.drover.process;

import dev.drover.process.Stdio.Direction;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends the children when this JVM ends, be it by SIGKILL: one small shell, started with the first
 * child, waits for the end of a pipe that only this JVM writes to, then kills what a file lists
 * ({@link GuardLines}; deleted, known to both by descriptor). So a spawn does not wake the shell.
 *
 * <p>A line names the child by its pid or, while it is being started, by a pipe that only it has.
 * The shell cannot look too early: a child on its way to exec holds a copy of the shell's pipe open
 * until its own descriptors are in place. Only a child without any pipe can escape, when the JVM is
 * killed in the less than a millisecond of its start.
 *
 * <p>A child with an {@link SpawnOptions#orphanGrace()} has a line like {@code -4711 +24} once it
 * has started. The shell then looks every second whether it is still there, by its time of birth:
 * its pid may be another's by then. Nothing tells a shell about the end of a process it did not
 * start.
 */
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      born() {
        read -r stat <"/proc/$1/stat" || return 1
        set -- ${stat##*) }
        echo "${20}"
      }
      later() {
        left=$2
        born=$(born "${1#-}") || return
        while [ "$left" -gt 0 ]; do
          sleep 1
          left=$((left - 1))
          [ "$(born "${1#-}")" = "$born" ] || return
        done
        kill -s KILL -- "$1"
      }
      read -r end
      while read -r child rest; do
        case $child in
          pipe*) cd /proc
            ls -l [0-9]*/fd 2>/dev/null | while read -r line; do
              case $line in
                */fd:) pid=${line%/fd:} ;;
                *"-> $child") kill -s KILL -- "-$pid"; kill -s KILL -- "$pid" ;;
              esac
            done ;;
          +*) ;;
          ?*) case $rest in
              +*) later "$child" "${rest#+}" & ;;
              *) kill -s KILL -- "$child" ;;
            esac ;;
        esac
      done <&3
      """;
  private static final long MOST_SECONDS = 99_999_999;

  // All guarded by the class.
  private static final BitSet TAKEN = new BitSet();
  private static final Map<Integer, Guard> CHILDREN = new HashMap<>();
  private static GuardLines lines;
  private static int shell;
  private static int pipe;
  private static boolean failed;

  private final int line;
  private final String pipeOfTheChild;
  private String pid = "";
  private long graceSeconds;
  private boolean released;

  private Guard(int line, String pipeOfTheChild) {
    this.line = line;
    this.pipeOfTheChild = pipeOfTheChild;
  }

  /**
   * A child is about to start.
   *
   * @param pipe as /proc names one that only the child will have; empty when there is none
   */
  static Guard announce(String pipe) {
    synchronized (Guard.class) {
      Guard guard = new Guard(TAKEN.nextClearBit(0), pipe);
      TAKEN.set(guard.line);
      CHILDREN.put(guard.line, guard);
      try {
        if (lines == null || Libc.wait4(shell, 0, Libc.WNOHANG, 0) == shell) {
          OwnChildren.remove(shell, Guard.class);
          restart();
        } else {
          guard.write();
        }
      } catch (IOException e) {
        warnOnce(e);
      }
      return guard;
    }
  }

  /**
   * It has started.
   *
   * @param group whether the pid is a process group too
   * @param grace how long it may outlive this JVM
   */
  void protect(int newPid, boolean group, Duration grace) {
    synchronized (Guard.class) {
      pid = (group ? "-" : "") + newPid;
      graceSeconds = Math.min(MOST_SECONDS, grace.plusMillis(999).toSeconds());
      if (lines != null) {
        lines.setPid(line, pid, graceSeconds);
      }
    }
  }

  /** It ends, or never started; to be called while its pid cannot be another's. */
  void release() {
    synchronized (Guard.class) {
      if (!released) {
        released = true;
        CHILDREN.remove(line);
        TAKEN.clear(line);
        if (lines != null) {
          lines.clear(line);
        }
      }
    }
  }

  private void write() throws IOException {
    lines.setPipe(line, pipeOfTheChild);
    lines.setPid(line, pid, graceSeconds);
  }

  private static void restart() throws IOException {
    stop();
    Path file = Files.createTempFile("drover-children", null);
    try {
      lines = GuardLines.create(file);
      for (Guard child : CHILDREN.values()) {
        child.write();
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
            .replaceEnv(Map.of("PATH", "/usr/bin:/bin"))
            .detached(true)
            .stdio(Stdio.ignore())
            .stdin(Stdio.pipe(Direction.INPUT))
            .stdio(3, Stdio.read(file))
            .build();
    SpawnRequest request = SpawnRequest.of("/bin/sh", List.of("-c", SCRIPT), options);
    try (StdioPlan stdio = StdioPlan.open(options.stdio())) {
      shell = PosixSpawn.spawn(request, "/bin/sh", stdio);
      OwnChildren.add(shell, Guard.class);
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
