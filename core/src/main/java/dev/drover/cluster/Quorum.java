package dev.drover.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.UUID;
import java.util.function.Consumer;

/** Waits at the start for the others that an application cannot do without. */
final class Quorum implements MembershipListener {
  private final HazelcastInstance hazelcast;
  private final String cluster;
  private final int minimum;
  private final Promise<Void> reached = Promise.promise();
  private Consumer<String> waiting;

  Quorum(HazelcastInstance hazelcast, String cluster, int minimum) {
    this.hazelcast = hazelcast;
    this.cluster = cluster;
    this.minimum = minimum;
  }

  Future<Void> whole(Consumer<String> listener) {
    if (minimum <= 1) {
      return Future.succeededFuture();
    }
    waiting = listener;
    UUID id = hazelcast.getCluster().addMembershipListener(this);
    count();
    return reached.future().onComplete(any -> hazelcast.getCluster().removeMembershipListener(id));
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    count();
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    count();
  }

  private synchronized void count() {
    int members = hazelcast.getCluster().getMembers().size();
    if (members >= minimum) {
      reached.tryComplete();
    } else if (!reached.future().isComplete()) {
      waiting.accept(
          "cluster %s has %d of at least %d members; waiting for the others"
              .formatted(cluster, members, minimum));
    }
  }
}
