package dev.drover.bench.cluster;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Member 1 asks and publishes, the others answer and subscribe; a single one does both. Both
 * subjects are there at the same time and have the machine in turn, so that what it does meanwhile
 * meets both.
 */
final class TrafficRound {
  static final List<Integer> SIZES = List.of(1, 2, 4, 8);
  private static final List<String> WORKS = List.of("request", "publish");

  /**
   * For each JVM: they share the cores, and until all has been compiled a message costs several
   * times as much.
   */
  private static final int WARM_MILLIS = 6_000;

  private static final int WINDOW_MILLIS = 800;
  private static final int WINDOWS = 10;

  private TrafficRound() {}

  static void run(int round, List<Integer> sizes) throws Exception {
    for (int size : sizes) {
      try (Members one = members(ClusterBench.inTurn(round).get(0), size);
          Members other = members(ClusterBench.inTurn(round).get(1), size)) {
        List<Members> both = List.of(one, other);
        for (String work : WORKS) {
          for (Members members : both) {
            window(members, work, size * WARM_MILLIS);
          }
          for (int window = 0; window < WINDOWS; window++) {
            for (int turn = 0; turn < 2; turn++) {
              int which = (window + turn) % 2;
              String subject = ClusterBench.inTurn(round).get(which);
              double[] figures = window(both.get(which), work, WINDOW_MILLIS);
              ClusterBench.row(work, round, subject, size, window, figures[0], figures[1]);
            }
          }
        }
      }
    }
  }

  private static Members members(String subject, int size) throws Exception {
    Members members = Members.of(subject, ClusterBench.clusterName(subject));
    try {
      members.growTo(size);
      for (int member = size == 1 ? 1 : 2; member <= size; member++) {
        members.tell(member, new JsonObject().put("do", "answer").put("address", "work"));
        members.tell(member, new JsonObject().put("do", "subscribe").put("address", "news"));
      }
      return members;
    } catch (Exception failure) {
      members.close();
      throw failure;
    }
  }

  /** Requests or deliveries a second, and microseconds of CPU for each, in all members together. */
  private static double[] window(Members members, String work, int millis) throws Exception {
    int others = Math.max(1, members.size() - 1);
    double cpu = members.cpuSeconds();
    JsonObject result =
        members.tell(
            1,
            new JsonObject()
                .put("do", work)
                .put("address", work.equals("request") ? "work" : "news")
                .put("count", others)
                .put("millis", millis));
    double used = members.cpuSeconds() - cpu;
    long count = result.getLong("count");
    return new double[] {count * 1e9 / result.getLong("nanos"), used * 1e6 / count};
  }
}
