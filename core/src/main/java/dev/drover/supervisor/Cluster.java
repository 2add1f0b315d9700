package dev.drover.supervisor;

import dev.drover.cluster.ClusterPorts;
import dev.drover.cluster.JoinPlan;
import dev.drover.config.ClusterConfig;

/**
 * One event bus' cluster: who is in it, and on which port. Confined to the supervisor's context.
 */
final class Cluster {
  private final String name;
  private final ClusterConfig config;
  private final ClusterPorts ports;
  private final JoinPlan plan;
  private final DeathNotices deaths = new DeathNotices();
  private final MemberNumbers members = new MemberNumbers();

  Cluster(String name, ClusterConfig config) {
    this.name = name;
    this.config = config;
    ports =
        config.isBeyondThisHost()
            ? ClusterPorts.from(config.network().memberPort())
            : new ClusterPorts();
    plan = new JoinPlan(name, ports::portOf);
  }

  String name() {
    return name;
  }

  /** What its members have in common. */
  ClusterConfig config() {
    return config;
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
