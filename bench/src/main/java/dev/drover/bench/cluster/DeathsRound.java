package dev.drover.bench.cluster;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Three members answer, one asks all the time; one of the three is killed. What fails, for how long
 * requests still go to the dead, and how long their senders wait.
 */
final class DeathsRound {
  private static final int SIZE = 4;
  private static final int EVERY_MILLIS = 2;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int BEFORE_MILLIS = 2_000;
  private static final int AFTER_MILLIS = 6_000;

  private DeathsRound() {}

  static void run(int round) throws Exception {
    for (String subject : ClusterBench.inTurn(round)) {
      try (Members members = Members.of(subject, ClusterBench.clusterName(subject))) {
        members.growTo(SIZE);
        for (int member = 2; member <= SIZE; member++) {
          members.tell(member, new JsonObject().put("do", "answer").put("address", "work"));
        }
        die(round, subject, members);
      }
    }
  }

  private static void die(int round, String subject, Members members) throws Exception {
    members.tell(
        1,
        new JsonObject()
            .put("do", "probe")
            .put("address", "work")
            .put("every", EVERY_MILLIS)
            .put("timeout", TIMEOUT_MILLIS));
    Thread.sleep(BEFORE_MILLIS);
    long killed = System.currentTimeMillis();
    CompletableFuture<Long> told = members.kill(SIZE);
    Thread.sleep(AFTER_MILLIS);
    JsonObject probed = members.tell(1, new JsonObject().put("do", "probed"));
    List<JsonObject> failed =
        probed.getJsonArray("failed").stream().map(JsonObject.class::cast).toList();
    long lastSent = killed;
    long longest = 0;
    for (JsonObject one : failed) {
      lastSent = Math.max(lastSent, one.getLong("sent"));
      longest = Math.max(longest, one.getLong("failed") - one.getLong("sent"));
    }
    ClusterBench.row(
        "death",
        round,
        subject,
        SIZE,
        failed.size(),
        lastSent - killed,
        longest,
        Math.max(0, lastSent - told.get(1, TimeUnit.SECONDS)));
  }
}
