package dev.drover.supervisor;

import dev.drover.cluster.JoinFailure;
import dev.drover.cluster.JoinGrant;
import dev.drover.config.ClusterConfig;
import java.util.function.Consumer;

/** Lets the replicas of one service into a cluster that others may share. */
final class ClusterDoor {
  private final Cluster cluster;

  ClusterDoor(Cluster cluster) {
    this.cluster = cluster;
  }

  String clusterName() {
    return cluster.name();
  }

  ClusterConfig config() {
    return cluster.config();
  }

  /** A number for a replica that is to be spawned, from 1; no other living one has it. */
  int takeMember() {
    return cluster.members().take();
  }

  /** The replica has ended. */
  void giveBackMember(int member) {
    left(member);
    cluster.members().giveBack(member);
  }

  void ask(int member, Consumer<JoinGrant> granted) {
    cluster.plan().ask(member, granted);
  }

  /**
   * @param nodeId what the cluster calls it
   */
  void joined(int member, ReplicaHandle replica, String nodeId) {
    cluster.plan().joined(member);
    cluster.deaths().joined(replica, nodeId);
  }

  /** The replica will ask again unless it has given up. */
  void failed(int member, JoinFailure kind) {
    if (kind == JoinFailure.PORT_TAKEN) {
      cluster.ports().renew(member);
    }
    left(member);
  }

  /** It is gone, or about to leave: nobody should be told to join through it. */
  void left(int member) {
    cluster.plan().left(member);
  }
}
