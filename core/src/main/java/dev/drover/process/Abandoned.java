package dev.drover.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Children whose event loop ended before they did: detached ones whose Vert.x closed. Nobody is
 * told of their end; this keeps them from staying zombies for as long as the JVM lives.
 */
final class Abandoned {
  private static final Set<Integer> PIDS = ConcurrentHashMap.newKeySet();

  private Abandoned() {}

  static void add(int pid) {
    PIDS.add(pid);
  }

  /** Takes away those that have ended; called now and then, costs nothing when there are none. */
  static void reap() {
    PIDS.removeIf(pid -> Libc.wait4(pid, 0, Libc.WNOHANG, 0) != 0);
  }
}
