package dev.drover.shard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which consumer each shard should have: no consumer has two more than another, and as few shards
 * move as that allows. Pure.
 */
final class ShardPlan {
  private ShardPlan() {}

  /**
   * @param owners who has which shard now; shards that nobody has are absent, owners that are not
   *     among the consumers lose theirs
   * @param consumers at least one, each once
   * @return an owner for every shard
   */
  static Map<Integer, String> of(int shards, Map<Integer, String> owners, List<String> consumers) {
    Map<String, List<Integer>> has = new HashMap<>();
    consumers.forEach(consumer -> has.put(consumer, new ArrayList<>()));
    Deque<Integer> homeless = new ArrayDeque<>();
    for (int shard = 0; shard < shards; shard++) {
      List<Integer> its = has.get(owners.get(shard));
      if (its == null) {
        homeless.add(shard);
      } else {
        its.add(shard);
      }
    }
    List<String> richestFirst = new ArrayList<>(consumers);
    // Those that have most get what does not divide evenly: so they have less to give away.
    richestFirst.sort(
        Comparator.<String>comparingInt(consumer -> -has.get(consumer).size())
            .thenComparing(Comparator.naturalOrder()));
    for (int i = 0; i < richestFirst.size(); i++) {
      List<Integer> its = has.get(richestFirst.get(i));
      int most = quota(shards, consumers.size(), i);
      while (its.size() > most) {
        homeless.add(its.remove(its.size() - 1));
      }
    }
    return housed(shards, has, homeless, richestFirst);
  }

  private static Map<Integer, String> housed(
      int shards, Map<String, List<Integer>> has, Deque<Integer> homeless, List<String> order) {
    Map<Integer, String> plan = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      String consumer = order.get(i);
      List<Integer> its = has.get(consumer);
      while (its.size() < quota(shards, order.size(), i)) {
        its.add(homeless.remove());
      }
      its.forEach(shard -> plan.put(shard, consumer));
    }
    return plan;
  }

  private static int quota(int shards, int consumers, int place) {
    return shards / consumers + (place < shards % consumers ? 1 : 0);
  }
}
