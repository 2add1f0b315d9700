package dev.drover.cluster;

import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What splits, lost members and interrupted merges leave of the shared registrations is put right.
 * The damage is done by hand, as a member's late clean-up or a merge that stops half-way would do
 * it.
 */
@Timeout(120)
class RepairTest {
  private static final RegistrationInfo GHOST =
      new RegistrationInfo(UUID.randomUUID().toString(), 1, false);

  private static MultiMap<String, HazelcastRegistrationInfo> subs(HazelcastClusterManager member) {
    return member.getHazelcastInstance().getMultiMap("__vertx.subs");
  }

  private static void damage(HazelcastClusterManager member, String address) {
    subs(member).remove(address);
    subs(member).put(address, new HazelcastRegistrationInfo(GHOST));
  }

  private static List<String> nodesAt(ClusterManager member, String address) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    member.getRegistrations(address, found);
    return found.future().await().stream().map(RegistrationInfo::nodeId).toList();
  }

  @Test
  void registrationsOfNobodyGoAndOwnOnesComeBackWhenAMemberIsLost() {
    try (Members members = new Members(3, Duration.ofSeconds(30))) {
      members.vertx(0).eventBus().consumer("here", message -> {}).completion().await();
      damage(members.manager(0), "here");

      members.manager(2).getHazelcastInstance().getLifecycleService().terminate();

      String own = members.nodeId(0);
      Await.until(
          () -> "own registration only: " + nodesAt(members.manager(1), "here"),
          () -> nodesAt(members.manager(1), "here").equals(List.of(own)));
    }
  }

  @Test
  void aMemberWhoseHazelcastEndsByItselfIsToldSo() {
    try (Members members = new Members(1, Duration.ofSeconds(30))) {
      members.manager(0).getHazelcastInstance().getLifecycleService().terminate();

      members.manager(0).shutOut().await();
    }
  }
}
