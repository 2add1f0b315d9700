package dev.drover.replica;

import dev.drover.config.StopPolicy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The one way out of a replica's JVM. The first reason to leave wins; later ones change nothing.
 */
final class Leave {
  static final int DRAINED = 0;
  static final int NOT_STARTED = 1;

  /** The time to leave was over before the application had let go. */
  static final int NOT_DRAINED = 2;

  private final AtomicBoolean leaving = new AtomicBoolean();
  private final Runnable beforeExit;
  private boolean ready;

  /**
   * @param beforeExit called at the very end, on whatever thread ends the JVM; must be short
   */
  Leave(Runnable beforeExit) {
    this.beforeExit = beforeExit;
  }

  /**
   * Runs {@code drain} on a thread of its own and ends the JVM; by force when grace is over.
   *
   * @return false when the replica is leaving already
   */
  boolean afterDraining(StopPolicy policy, Runnable drain) {
    if (!leaving.compareAndSet(false, true)) {
      return false;
    }
    haltAfter(policy.grace());
    Thread drainer =
        new Thread(
            () -> {
              try {
                drain.run();
              } finally {
                exit(DRAINED);
              }
            },
            "drover-drain");
    // Or the JVM would end with the application's last thread, in the middle of what is left to do.
    drainer.setDaemon(false);
    drainer.start();
    return true;
  }

  /** Ends the JVM because the application did not start; does not return unless leaving already. */
  void notStarted(Duration grace) {
    if (leaving.compareAndSet(false, true)) {
      haltAfter(grace);
      exit(NOT_STARTED);
    }
  }

  boolean isLeaving() {
    return leaving.get();
  }

  /** Once; who halts the JVM while another is at it waits, or half of it would be left. */
  private synchronized void getReady() {
    if (!ready) {
      ready = true;
      beforeExit.run();
    }
  }

  private void exit(int code) {
    getReady();
    System.exit(code);
  }

  /** Shutdown hooks and drains are the application's code and may hang. */
  private void haltAfter(Duration grace) {
    CountDownLatch never = new CountDownLatch(1);
    Thread watchdog =
        new Thread(
            () -> {
              try {
                never.await(grace.toNanos(), TimeUnit.NANOSECONDS);
              } catch (InterruptedException e) {
                // Nobody but the application could; the limit counts all the same, from now on.
              }
              getReady();
              Runtime.getRuntime().halt(NOT_DRAINED);
            },
            "drover-grace");
    watchdog.setDaemon(true);
    watchdog.start();
  }
}
