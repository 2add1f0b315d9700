package dev.drover.replica;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.cluster.JoinFailure;
import dev.drover.cluster.JoinGrant;
import dev.drover.config.ClusterConfig;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Enters the cluster when the supervisor grants it, and asks again when the way it was granted
 * turned out to be closed. How long it may go on is the supervisor's decision (ready timeout). Safe
 * for use by several threads; one attempt runs at a time.
 */
final class GrantedEntry implements ClusterEntry {
  private final ReplicaChannel channel;
  private final int number;
  private final BlockingQueue<JoinGrant> granted = new LinkedBlockingQueue<>();
  private final Semaphore free = new Semaphore(1);
  private volatile ClusterConfig cluster = ClusterConfig.LOCAL;
  private volatile DroverClusterManager attempt;
  private volatile DroverClusterManager member;

  /**
   * @param number that no other living replica of the cluster has, from 1
   */
  GrantedEntry(ReplicaChannel channel, int number) {
    this.channel = channel;
    this.number = number;
  }

  /** To be called before anybody joins. */
  void configure(ClusterConfig config) {
    cluster = config;
  }

  /** The supervisor's answer to the question asked last. */
  void received(JoinGrant grant) {
    granted.add(grant);
  }

  /** A port the user chose can be bound by one replica only: the kth takes the (k-1)th after it. */
  @Override
  public void prepare(VertxOptions options) {
    EventBusOptions bus = options.getEventBusOptions();
    DroverClusterManager.prepare(bus, cluster);
    if (bus.getPort() > 0) {
      bus.setPort(bus.getPort() + number - 1);
    }
    if (bus.getClusterPublicPort() > 0) {
      bus.setClusterPublicPort(bus.getClusterPublicPort() + number - 1);
    }
  }

  /** Waits for the grant. */
  @Override
  public ClusterManager manager() {
    attempt = DroverClusterManager.of(ask(), cluster);
    return attempt;
  }

  @Override
  public void joined() {
    member = attempt;
    ShutOut.watch(member);
    channel.send(new ChannelMessage.Joined(member.getNodeId()));
  }

  @Override
  public void waiting(String why) {
    channel.send(new ChannelMessage.NotReady(why));
  }

  @Override
  public DroverClusterManager member() {
    return member;
  }

  @Override
  public boolean failed(Throwable failure) {
    JoinFailure kind = JoinFailure.of(failure);
    free.release();
    channel.send(new ChannelMessage.JoinFailed(kind.name()));
    return kind != JoinFailure.OTHER;
  }

  private JoinGrant ask() {
    if (!free.tryAcquire()) {
      throw new IllegalStateException(
          "this replica is a cluster member already; a second clustered Vertx in the same JVM needs"
              + " a cluster manager of its own");
    }
    try {
      channel.send(new ChannelMessage.JoinAsk());
      return granted.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting to join the cluster", e);
    }
  }
}
