package dev.drover.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the shared registrations true again after members were lost, or two parts of a cluster have
 * met: each member adds its own that are missing, and takes out those of nobody's, of the part of
 * the map that it keeps. Several times, because what a slow member or an interrupted merge does
 * late may undo it. Safe for all threads.
 */
final class Repair {
  /** What is done of it; may block. */
  interface Work {
    /** Adds what is missing of this member's own. */
    void restoreOwn();

    /** Takes out what belongs to no member; says how many there were. */
    int removeStrangers();

    /** Has the event bus ask anew who has handlers where. */
    void forgetOthers();
  }

  /** After the last change of who is a member. */
  static final List<Duration> WHEN =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15));

  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

  private final Work work;
  private final List<Duration> when;
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private Vertx vertx;
  private long generation;

  /** Parts have met that knew nothing of each other. */
  private boolean apart;

  Repair(Work work, List<Duration> when) {
    this.work = work;
    this.when = when;
  }

  void init(Vertx owner) {
    vertx = owner;
  }

  /** A member is gone that did not say bye. */
  void lost(String nodeId) {
    lost.add(nodeId);
    schedule(false);
  }

  /** A member has come; one that was lost has been on its own meanwhile. */
  void came(String nodeId) {
    if (lost.remove(nodeId)) {
      schedule(true);
    }
  }

  /** This member has been on its own, and is back. */
  void merged() {
    lost.clear();
    schedule(true);
  }

  private synchronized void schedule(boolean returned) {
    generation++;
    apart |= returned;
    long own = generation;
    for (int i = 0; i < when.size(); i++) {
      boolean last = i == when.size() - 1;
      vertx.setTimer(when.get(i).toMillis(), timer -> runUnlessOutdated(own, last));
    }
  }

  private void runUnlessOutdated(long of, boolean last) {
    boolean forget;
    synchronized (this) {
      if (of != generation) {
        return;
      }
      forget = apart;
      apart &= !last;
    }
    vertx.executeBlocking(
        () -> {
          run(forget);
          return null;
        },
        false);
  }

  private void run(boolean forget) {
    try {
      work.restoreOwn();
      int strangers = work.removeStrangers();
      if (strangers > 0) {
        LOG.info("event bus: took out " + strangers + " registrations of members that are gone");
      }
      if (forget) {
        work.forgetOthers();
      }
    } catch (RuntimeException notNow) {
      // The cluster changes again, or ends; the next of these times may find it well.
      LOG.debug("event bus: registrations could not be repaired now", notNow);
    }
  }
}
