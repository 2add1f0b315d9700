package dev.drover.bench.cluster;

/** Milliseconds from the start of a JVM until it is a member and its event bus works. */
final class JoinsRound {
  private static final int SIZE = 8;

  private JoinsRound() {}

  static void run(int round) throws Exception {
    for (String subject : ClusterBench.inTurn(round)) {
      try (Members members = Members.of(subject, ClusterBench.clusterName(subject))) {
        for (int size = 1; size <= SIZE; size++) {
          ClusterBench.row("join", round, subject, size, members.grow());
        }
      }
    }
  }
}
