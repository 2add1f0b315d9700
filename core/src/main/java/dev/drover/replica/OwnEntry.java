package dev.drover.replica;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.config.ClusterConfig;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.function.Consumer;

/** The way into a cluster of a JVM that has no supervisor: one attempt, by itself. */
final class OwnEntry implements ClusterEntry {
  private final ClusterConfig cluster;
  private final Consumer<String> waiting;
  private volatile DroverClusterManager attempt;
  private volatile DroverClusterManager member;

  OwnEntry(ClusterConfig cluster, Consumer<String> waiting) {
    this.cluster = cluster;
    this.waiting = waiting;
  }

  @Override
  public void prepare(VertxOptions options) {
    DroverClusterManager.prepare(options.getEventBusOptions(), cluster);
  }

  @Override
  public ClusterManager manager() {
    attempt = DroverClusterManager.standalone(cluster);
    return attempt;
  }

  @Override
  public void joined() {
    member = attempt;
    ShutOut.watch(member);
  }

  @Override
  public DroverClusterManager member() {
    return member;
  }

  @Override
  public void waiting(String why) {
    waiting.accept(why);
  }
}
