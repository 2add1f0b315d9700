package dev.drover.cluster;

import dev.drover.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Joins members on any host, for a JVM without a supervisor.
 *
 * <p>Hazelcast's own vote among those that start at the same time is enough: a member listens
 * before it looks for others, so of any two that name each other and can reach each other at least
 * one sees the other.
 */
final class HostsEntrance implements Entrance {
  private final HostsSettings hosts;
  private final ClusterConfig cluster;

  HostsEntrance(HostsSettings hosts, ClusterConfig cluster) {
    this.hosts = hosts;
    this.cluster = cluster;
  }

  @Override
  public Future<Void> enter(Vertx vertx, Supplier<Future<Void>> join) {
    return join.get().recover(this::explain);
  }

  private Future<Void> explain(Throwable failure) {
    int first = cluster.network().memberPort();
    String cannot = "cannot join cluster " + cluster.name() + " on " + hosts.host() + ": ";
    if (JoinException.isPortTaken(failure)) {
      int last = first + HostsSettings.SPAN - 1;
      return failed(cannot + "ports %d to %d are in use".formatted(first, last));
    }
    if (JoinException.isNotLetIn(failure)) {
      return failed(cannot + "its members answer and do not let this one in");
    }
    return Future.failedFuture(failure);
  }

  private static Future<Void> failed(String why) {
    return Future.failedFuture(new JoinException(JoinFailure.OTHER, why));
  }
}
