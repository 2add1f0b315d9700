package dev.drover.bench.cluster;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.PartitionService;
import dev.drover.cluster.DroverClusterManager;
import dev.drover.cluster.JoinGrant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What a sharding by Hazelcast's own partitions would be like: how evenly the shards would lie on
 * its members, and how many would move when one more comes. Counts, which no load disturbs.
 */
final class PartitionsRound {
  private static final int SHARDS = 64;
  private static final List<Integer> SIZES = List.of(2, 3, 4, 8, 16);
  private static final int SAFE_SECONDS = 60;

  private PartitionsRound() {}

  static void run(int round) throws Exception {
    String cluster = ClusterBench.clusterName("partitions");
    List<HazelcastInstance> members = new ArrayList<>();
    String seed = null;
    try {
      for (int size : SIZES) {
        while (members.size() < size) {
          int port = PlainMembers.freePort();
          members.add(member(cluster, port, seed));
          seed = seed == null ? "127.0.0.1:" + port : seed;
        }
        Map<Integer, UUID> before = owners(members);
        List<Long> shares = shares(members, before);
        members.add(member(cluster, PlainMembers.freePort(), seed));
        Map<Integer, UUID> after = owners(members);
        long moves =
            before.keySet().stream().filter(i -> !before.get(i).equals(after.get(i))).count();
        long least = shares.stream().mapToLong(share -> share).min().orElseThrow();
        long most = shares.stream().mapToLong(share -> share).max().orElseThrow();
        ClusterBench.row("partitions", round, "hazelcast", size, least, most, moves);
      }
    } finally {
      members.forEach(member -> member.getLifecycleService().terminate());
    }
  }

  private static HazelcastInstance member(String cluster, int port, String seed) {
    return Hazelcast.newHazelcastInstance(
        DroverClusterManager.of(new JoinGrant(cluster, port, seed)).getConfig());
  }

  /** Once nothing moves any more. */
  private static Map<Integer, UUID> owners(List<HazelcastInstance> members) {
    for (HazelcastInstance member : members) {
      if (!member.getPartitionService().forceLocalMemberToBeSafe(SAFE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("partitions still move after " + SAFE_SECONDS + " s");
      }
    }
    PartitionService partitions = members.get(0).getPartitionService();
    Map<Integer, UUID> owners = new HashMap<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      owners.put(shard, partitions.getPartition("orders-" + shard).getOwner().getUuid());
    }
    return owners;
  }

  private static List<Long> shares(List<HazelcastInstance> members, Map<Integer, UUID> owners) {
    return members.stream()
        .map(member -> member.getCluster().getLocalMember().getUuid())
        .map(uuid -> owners.values().stream().filter(uuid::equals).count())
        .toList();
  }
}
