package dev.drover.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * What follows for a member's event bus from others' coming and going, as Hazelcast tells it, one
 * thing after the other. Nothing here waits for the cluster.
 */
final class Membership {
  private final MemberBus bus;
  private final Repair repair;
  private final Promise<Void> shutOut = Promise.promise();

  Membership(MemberBus bus, Repair repair) {
    this.bus = bus;
    this.repair = repair;
  }

  void init(Vertx owner) {
    repair.init(owner);
  }

  void removed(Member member) {
    String nodeId = HazelcastMembers.nodeIdOf(member);
    if (nodeId == null) {
      return;
    }
    if (!bus.hasSaidBye(nodeId)) {
      repair.lost(nodeId);
    }
    bus.left(nodeId);
  }

  void added(Member member) {
    String nodeId = HazelcastMembers.nodeIdOf(member);
    if (nodeId != null) {
      bus.came(nodeId);
      repair.came(nodeId);
    }
  }

  void changed(LifecycleState state, HazelcastInstance hazelcast) {
    if (state == LifecycleState.MERGED) {
      hazelcast.getCluster().getMembers().forEach(this::added);
      repair.merged();
    } else if (state == LifecycleState.SHUTDOWN) {
      shutOut.tryComplete();
    }
  }

  Future<Void> shutOut() {
    return shutOut.future();
  }
}
