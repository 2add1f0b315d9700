package dev.drover.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.shard.SimulatedCluster.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Members that come and go in a simulated world, under load. More worlds with {@code
 * -Ddrover.test.shards.seeds=10000}.
 */
@Timeout(3_600)
class ShardSimulationTest {
  private static final int SEEDS = Integer.getInteger("drover.test.shards.seeds", 150);
  private static final long FIRST = Long.getLong("drover.test.shards.seed", 1);
  private static final int SHARDS = 16;
  private static final ShardConsumerOptions OPTIONS =
      ShardConsumerOptions.of(SHARDS).withMaxWaiting(20);

  @Test
  void plannedMovesLoseNothingDoubleNothingAndKeepOrder() {
    everySeed(false, 0);
  }

  @Test
  void brokenConnectionsBetweenMembersThatLiveAreMadeUpFor() {
    everySeed(false, 20);
  }

  @Test
  void crashesLoseWhatWasInFlightAndNothingElse() {
    everySeed(true, 0);
  }

  @Test
  void crashesAndBrokenConnectionsTogether() {
    everySeed(true, 20);
  }

  private static void everySeed(boolean crashes, int breaks) {
    long done = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      SimulatedCluster cluster = new SimulatedCluster(seed);
      cluster.breaks = breaks;
      life(cluster, crashes);
      // Answers are not repeated; one that a broken connection loses is a timeout.
      List<String> verdict =
          cluster.checker.verdict(crashes).stream()
              .filter(one -> breaks == 0 || !one.contains("for a reply"))
              .filter(one -> breaks == 0 || !one.contains("said to be lost"))
              .toList();
      assertThat(verdict).as("seed " + seed).isEmpty();
      assertThat(owners(cluster)).as("seed " + seed).hasSize(SHARDS);
      done += cluster.checker.done();
    }
    assertThat(done).isGreaterThan(SEEDS * 500L);
  }

  private static void life(SimulatedCluster cluster, boolean crashes) {
    for (int i = 0; i < 2; i++) {
      joinWithConsumers(cluster);
    }
    cluster.run(1_000);
    for (int step = 0; step < 12; step++) {
      change(cluster, crashes);
      long end = cluster.now() + cluster.random.nextInt(600);
      while (cluster.now() < end) {
        load(cluster);
        cluster.run(1 + cluster.random.nextInt(3));
      }
      assertThat(cluster.checker.problems()).isEmpty();
    }
    cluster.run(30_000);
  }

  private static void load(SimulatedCluster cluster) {
    List<Member> members =
        cluster.members.values().stream().filter(member -> !member.leaving).toList();
    if (members.isEmpty()) {
      return;
    }
    Member from = members.get(cluster.random.nextInt(members.size()));
    cluster.send(from, "k" + cluster.random.nextInt(60), cluster.random.nextBoolean());
  }

  private static void change(SimulatedCluster cluster, boolean crashes) {
    List<Member> members = new ArrayList<>(cluster.members.values());
    Member one = members.get(cluster.random.nextInt(members.size()));
    int choice = cluster.random.nextInt(crashes ? 5 : 3);
    if (choice == 0 || members.stream().filter(member -> !member.leaving).count() < 3) {
      joinWithConsumers(cluster);
    } else if (choice == 1) {
      cluster.leave(one);
    } else if (choice == 2) {
      one.consumers.stream().findFirst().ifPresent(one.node.consumers()::leave);
      cluster.consumer(one, OPTIONS);
    } else {
      cluster.checker.crashed(one.id);
      cluster.crash(one);
    }
  }

  private static void joinWithConsumers(SimulatedCluster cluster) {
    Member member = cluster.join();
    int consumers = 1 + cluster.random.nextInt(3);
    for (int i = 0; i < consumers; i++) {
      cluster.consumer(member, OPTIONS);
    }
  }

  /** Each shard that is served, once for each that serves it. */
  private static List<Integer> owners(SimulatedCluster cluster) {
    List<Integer> owned = new ArrayList<>();
    for (Member member : cluster.members.values()) {
      member.node.consumers().groups().stream()
          .flatMap(group -> group.slots().stream())
          .filter(slot -> slot.phase() == Phase.ACTIVE)
          .forEach(slot -> owned.add(slot.shard()));
    }
    return owned;
  }

  @Test
  void healedSplitHasOneOwnerForEachShardAgain() {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      SimulatedCluster cluster = new SimulatedCluster(seed);
      cluster.checker.split = true;
      for (int i = 0; i < 5; i++) {
        joinWithConsumers(cluster);
      }
      cluster.run(1_000);
      Set<String> side = new HashSet<>(Set.of("n1"));
      side.add("n" + (2 + cluster.random.nextInt(4)));
      cluster.split(side);
      cluster.run(1_000);
      assertThat(owners(cluster)).as("seed " + seed).hasSize(2 * SHARDS);
      cluster.heal();
      cluster.run(2_000);
      assertThat(owners(cluster)).as("seed " + seed).hasSize(SHARDS);
      assertThat(new TreeSet<>(owners(cluster))).hasSize(SHARDS);
    }
  }

  @Test
  void aSideThatIsTooSmallOwnsNothing() {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      SimulatedCluster cluster = new SimulatedCluster(seed);
      cluster.checker.split = true;
      for (int i = 0; i < 5; i++) {
        cluster.consumer(cluster.join(), OPTIONS.withMinimumMembers(3));
      }
      cluster.run(1_000);
      cluster.split(Set.of("n1", "n2"));
      cluster.run(1_000);
      assertThat(owners(cluster)).as("seed " + seed).hasSize(SHARDS);
      assertThat(ownedBy(cluster, "n1") + ownedBy(cluster, "n2")).isZero();
      cluster.heal();
      cluster.run(2_000);
      assertThat(owners(cluster)).as("seed " + seed).hasSize(SHARDS);
      assertThat(ownedBy(cluster, "n1")).isBetween(3L, 4L);
    }
  }

  private static long ownedBy(SimulatedCluster cluster, String member) {
    return cluster.members.get(member).node.consumers().groups().stream()
        .flatMap(group -> group.slots().stream())
        .filter(slot -> slot.phase() == Phase.ACTIVE)
        .count();
  }
}
