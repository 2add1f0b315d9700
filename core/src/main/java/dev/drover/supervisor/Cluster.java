package dev.drover.supervisor;

import dev.drover.cluster.ClusterPorts;
import dev.drover.cluster.JoinPlan;
import java.util.HashMap;
import java.util.Map;

/**
 * One event bus' cluster: who is in it, and on which port. Confined to the supervisor's context.
 */
final class Cluster {
  private final String name;
  private final ClusterPorts ports = new ClusterPorts();
  private final JoinPlan plan;
  private final DeathNotices deaths = new DeathNotices();
  private final Map<SlotId, Integer> members = new HashMap<>();

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

  /** The number that the plan knows a slot's replica by, whatever its service. */
  int member(SlotId slot) {
    return members.computeIfAbsent(slot, absent -> members.size() + 1);
  }
}
