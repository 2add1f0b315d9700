package dev.drover.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardPlanTest {
  private static final int SHARDS = 64;

  @Test
  void sharesDifferByOneAtMostAndNoMoreMovesThanThatTakes() {
    Random random = new Random(7);
    List<String> consumers = new ArrayList<>(List.of("c0"));
    Map<Integer, String> owners = ShardPlan.of(SHARDS, Map.of(), consumers);
    for (int step = 1; step < 500; step++) {
      if (consumers.size() > 1 && random.nextBoolean()) {
        consumers.remove(random.nextInt(consumers.size()));
      } else {
        consumers.add("c" + step);
      }
      Map<Integer, String> next = ShardPlan.of(SHARDS, owners, consumers);
      assertThat(next).hasSize(SHARDS);
      assertThat(spread(next, consumers)).isLessThanOrEqualTo(1);
      assertThat(moves(owners, next)).isEqualTo(fewestMoves(owners, consumers));
      owners = next;
    }
  }

  @Test
  void aShardStaysWhereItIsWhenNothingChanges() {
    List<String> consumers = List.of("a", "b", "c");
    Map<Integer, String> owners = ShardPlan.of(SHARDS, Map.of(), consumers);
    assertThat(ShardPlan.of(SHARDS, owners, consumers)).isEqualTo(owners);
  }

  /** Why not rendezvous hashing: docs/SHARDS.md has this table. */
  @Test
  void rendezvousHashingBalancesWorse() {
    StringBuilder table = new StringBuilder();
    for (int n : new int[] {2, 3, 4, 8, 16}) {
      List<String> consumers = IntStream.range(0, n).mapToObj(i -> "consumer-" + i).toList();
      List<String> more = IntStream.rangeClosed(0, n).mapToObj(i -> "consumer-" + i).toList();
      Map<Integer, String> planned = grown(n);
      Map<Integer, String> hashed = rendezvous(consumers);
      int movesOfPlan = moves(planned, ShardPlan.of(SHARDS, planned, more));
      int movesOfHash = moves(hashed, rendezvous(more));
      table.append(
          "%d: plan %s, %d moves; rendezvous %s, %d moves%n"
              .formatted(
                  n,
                  range(planned, consumers),
                  movesOfPlan,
                  range(hashed, consumers),
                  movesOfHash));
      assertThat(spread(planned, consumers)).isLessThanOrEqualTo(spread(hashed, consumers));
      assertThat(movesOfPlan).isEqualTo(SHARDS / (n + 1));
    }
    System.out.print(table);
  }

  private static Map<Integer, String> grown(int consumers) {
    Map<Integer, String> owners = Map.of();
    for (int n = 1; n <= consumers; n++) {
      owners =
          ShardPlan.of(
              SHARDS, owners, IntStream.range(0, n).mapToObj(i -> "consumer-" + i).toList());
    }
    return owners;
  }

  private static Map<Integer, String> rendezvous(List<String> consumers) {
    Map<Integer, String> owners = new HashMap<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      String best = null;
      int most = 0;
      for (String consumer : consumers) {
        int weight = ShardOf.key(shard + "/" + consumer, Integer.MAX_VALUE);
        if (best == null || weight > most) {
          best = consumer;
          most = weight;
        }
      }
      owners.put(shard, best);
    }
    return owners;
  }

  private static int moves(Map<Integer, String> before, Map<Integer, String> after) {
    return (int)
        after.entrySet().stream()
            .filter(one -> !one.getValue().equals(before.get(one.getKey())))
            .count();
  }

  /** Shards of those that are gone, and what others have above their share. */
  private static int fewestMoves(Map<Integer, String> owners, List<String> consumers) {
    int kept = 0;
    int extra = SHARDS % consumers.size();
    for (int count : counts(owners, consumers)) {
      int share = SHARDS / consumers.size();
      if (count > share && extra > 0) {
        share++;
        extra--;
      }
      kept += Math.min(count, share);
    }
    return SHARDS - kept;
  }

  private static List<Integer> counts(Map<Integer, String> owners, List<String> consumers) {
    return consumers.stream()
        .map(one -> (int) owners.values().stream().filter(one::equals).count())
        .toList();
  }

  private static int spread(Map<Integer, String> owners, List<String> consumers) {
    List<Integer> counts = counts(owners, consumers);
    return counts.stream().max(Integer::compare).orElseThrow()
        - counts.stream().min(Integer::compare).orElseThrow();
  }

  private static String range(Map<Integer, String> owners, List<String> consumers) {
    List<Integer> counts = counts(owners, consumers).stream().sorted().toList();
    return counts.get(0) + " to " + counts.get(counts.size() - 1);
  }

  @Test
  void keysSpreadOverTheShards() {
    int[] counts = new int[SHARDS];
    for (int key = 0; key < 64_000; key++) {
      counts[ShardOf.key("customer-" + key, SHARDS)]++;
    }
    assertThat(counts).doesNotContain(0);
    assertThat(IntStream.of(counts).max().orElseThrow()).isLessThan(1_200);
    assertThat(IntStream.of(counts).min().orElseThrow()).isGreaterThan(800);
    assertThat(ShardOf.key("customer-1", 64)).isEqualTo(ShardOf.key("customer-1", 64));
  }
}
