package dev.drover.bench.cluster;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One member asks all shards in turn, two own them; a third consumer comes, goes, comes and is
 * killed: how long a request waits at most while shards move. Drover's only: plain Vert.x has none.
 */
final class ShardsRound {
  static final List<Integer> SHARDS = List.of(64, 512, 4_096);

  private static final String NAME = "shards";
  private static final int MEMBERS = 4;
  private static final int EVERY_MILLIS = 1;
  private static final int SETTLE_MILLIS = 2_000;
  private static final int DEATH_MILLIS = 4_000;

  private ShardsRound() {}

  static void run(int round, List<Integer> numbers) throws Exception {
    for (int shards : numbers) {
      try (Members members = Members.of("drover", ClusterBench.clusterName("drover"))) {
        members.growTo(MEMBERS);
        own(members, 2, shards);
        own(members, 3, shards);
        Thread.sleep(SETTLE_MILLIS);
        measure(round, members, "quiet", shards, () -> {});
        measure(round, members, "comes", shards, () -> own(members, MEMBERS, shards));
        measure(round, members, "goes", shards, () -> members.tell(MEMBERS, order("shards-leave")));
        own(members, MEMBERS, shards);
        Thread.sleep(SETTLE_MILLIS);
        measure(round, members, "dies", shards, () -> members.kill(MEMBERS));
      }
    }
  }

  /** What happens to a member. */
  private interface Change {
    void make() throws Exception;
  }

  private static JsonObject order(String what) {
    return new JsonObject().put("do", what).put("address", NAME);
  }

  private static void own(Members members, int member, int shards) throws Exception {
    members.tell(member, order("shards-own").put("count", shards));
  }

  private static void measure(int round, Members members, String what, int shards, Change change)
      throws Exception {
    members.tell(1, order("shards-probe").put("every", EVERY_MILLIS));
    Thread.sleep(SETTLE_MILLIS / 2);
    change.make();
    Thread.sleep(what.equals("dies") ? DEATH_MILLIS : SETTLE_MILLIS);
    JsonObject probed = members.tell(1, order("shards-probed"));
    for (String figure : List.of("median", "longest", "failed")) {
      ClusterBench.row(
          "shards-" + what + "-" + figure, round, "drover", shards, probed.getLong(figure));
    }
  }
}
