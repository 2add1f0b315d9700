package dev.drover.supervisor;

import dev.drover.cluster.JoinFailure;
import dev.drover.cluster.JoinGrant;
import java.util.function.Consumer;

/** Lets the replicas of one service into a cluster that others may share. */
final class ClusterDoor {
  private final Cluster cluster;
  private final String service;

  ClusterDoor(Cluster cluster, String service) {
    this.cluster = cluster;
    this.service = service;
  }

  String clusterName() {
    return cluster.name();
  }

  void ask(int slot, Consumer<JoinGrant> granted) {
    cluster.plan().ask(member(slot), granted);
  }

  /**
   * @param nodeId what the cluster calls it
   */
  void joined(int slot, ReplicaHandle replica, String nodeId) {
    cluster.plan().joined(member(slot));
    cluster.deaths().joined(replica, nodeId);
  }

  /** The replica will ask again unless it has given up. */
  void failed(int slot, JoinFailure kind) {
    if (kind == JoinFailure.PORT_TAKEN) {
      cluster.ports().renew(member(slot));
    }
    left(slot);
  }

  void left(int slot) {
    cluster.plan().left(member(slot));
  }

  private int member(int slot) {
    return cluster.member(new SlotId(service, slot));
  }
}
