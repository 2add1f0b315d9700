package dev.drover.process;

/**
 * How the kernel's scheduler treats the threads that spawn. As {@code SCHED_BATCH} they do not take
 * the core of who wakes them: an event loop that asks for a spawn goes on, where it else would wait
 * for as long as the kernel takes to copy this JVM's table of descriptors. The policy is inherited
 * by threads and processes, who must not have it.
 */
final class ThreadPolicy {
  private static final int OTHER = 0;
  private static final int BATCH = 3;

  private static volatile boolean used;

  private ThreadPolicy() {}

  /** This thread waits its turn from now on; unless the user has chosen a policy for the JVM. */
  static void stepBack() {
    if (Libc.sched_getscheduler(0) == OTHER && set(BATCH)) {
      used = true;
    }
  }

  /** Whether what this thread starts would step back too. */
  static boolean isInherited() {
    return used && Libc.sched_getscheduler(0) == BATCH;
  }

  /** For a thread that one of those has started. */
  static void reset() {
    if (isInherited()) {
      set(OTHER);
    }
  }

  /** Where it may not be changed, things stay as they are. */
  private static boolean set(int policy) {
    try (NativeBlock block = new NativeBlock(16)) {
      return Libc.sched_setscheduler(0, policy, block.take(8)) == 0;
    }
  }
}
