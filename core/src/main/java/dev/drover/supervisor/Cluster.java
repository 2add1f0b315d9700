package dev.drover.supervisor;

import dev.drover.cluster.ClusterPorts;
import dev.drover.cluster.JoinPlan;

/**
 * One event bus' cluster: who is in it, and on which port. Confined to the supervisor's context.
 */
final class Cluster {
  private final String name;
  private final ClusterPorts ports = new ClusterPorts();
  private final JoinPlan plan;
  private final DeathNotices deaths = new DeathNotices();
  private final MemberNumbers members = new MemberNumbers();

  Cluster(String name) {
    this.name = name;
    plan = new JoinPlan(name, ports::portOf);
  }

  String name() {
    return name;
  }

  ClusterPorts ports() {
    return ports;
  }

  JoinPlan plan() {
    return plan;
  }

  DeathNotices deaths() {
    return deaths;
  }

  /** The numbers that the plan knows living replicas by, whatever their service. */
  MemberNumbers members() {
    return members;
  }
}
