package dev.drover.supervisor;

import dev.drover.cluster.ClusterPorts;
import dev.drover.cluster.JoinFailure;
import dev.drover.cluster.JoinGrant;
import dev.drover.cluster.JoinPlan;
import java.util.function.Consumer;

/** Lets the replicas of a service into its cluster, each on a port of its own. */
final class ClusterDoor {
  private final ClusterPorts ports = new ClusterPorts();
  private final JoinPlan plan;

  ClusterDoor(String clusterName) {
    plan = new JoinPlan(clusterName, ports::portOf);
  }

  void ask(int slot, Consumer<JoinGrant> granted) {
    plan.ask(slot, granted);
  }

  void joined(int slot) {
    plan.joined(slot);
  }

  /** The replica will ask again unless it has given up. */
  void failed(int slot, JoinFailure kind) {
    if (kind == JoinFailure.PORT_TAKEN) {
      ports.renew(slot);
    }
    plan.left(slot);
  }

  void left(int slot) {
    plan.left(slot);
  }
}
