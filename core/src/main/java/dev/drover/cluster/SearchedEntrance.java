package dev.drover.cluster;

import static dev.drover.cluster.JoinFailure.OTHER;
import static dev.drover.cluster.JoinFailure.PORT_TAKEN;

import com.hazelcast.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Joins whoever is there already, on a small range of ports that follows from the cluster's name.
 *
 * <p>Two that start at the same moment must not both find nobody and found. A member binds its port
 * before it looks for others, so of any two at least one sees the other; and only one process at a
 * time joins, so that they need not even vote. What is left: a process stopped (not ended) in the
 * middle of joining holds up others for {@link #PATIENCE}, and a foreign server on one of the ports
 * that accepts and never answers keeps all from founding.
 */
final class SearchedEntrance implements Entrance {

  static final int MEMBERS = 16;

  /** As long as Hazelcast itself tries to join. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(SearchedEntrance.class);

  /** Below the ports a supervisor uses, and below those of outgoing connections. */
  private static final int LOWEST = 12_000;

  /** Ports of a range: one for each member, and the lock. */
  private static final int STRIDE = MEMBERS + 1;

  private static final int RANGES = 470;

  private final String clusterName;
  private final PortRange range;
  private final int lockPort;

  SearchedEntrance(String clusterName) {
    this.clusterName = clusterName;
    lockPort = LOWEST + Math.floorMod(clusterName.hashCode(), RANGES) * STRIDE;
    range = new PortRange(lockPort + 1, lockPort + MEMBERS);
  }

  Config config() {
    return HazelcastSettings.searching(clusterName, range);
  }

  PortRange range() {
    return range;
  }

  @Override
  public Future<Void> enter(Vertx vertx, Supplier<Future<Void>> join) {
    return vertx
        .executeBlocking(() -> JoinLock.acquire(lockPort, PATIENCE), false)
        .compose(
            lock -> {
              if (!lock.isHeld()) {
                LOG.warn(
                    "cluster "
                        + clusterName
                        + ": port "
                        + lockPort
                        + " stayed in use for "
                        + PATIENCE.toSeconds()
                        + " s, joining without it");
              }
              return join.get().onComplete(ended -> release(lock));
            })
        .recover(this::explain);
  }

  private static void release(JoinLock lock) {
    try {
      lock.close();
    } catch (IOException closed) {
      LOG.debug("closing the join lock", closed);
    }
  }

  private Future<Void> explain(Throwable failure) {
    String cannot = "cannot join cluster " + clusterName + " on ports " + range + " of 127.0.0.1: ";
    if (JoinException.isPortTaken(failure)) {
      return Future.failedFuture(new JoinException(PORT_TAKEN, cannot + "all are in use"));
    }
    if (JoinException.isNotLetIn(failure)) {
      return Future.failedFuture(
          new JoinException(
              OTHER, cannot + "one is in use by a program that does not answer as a member"));
    }
    return Future.failedFuture(failure);
  }
}
