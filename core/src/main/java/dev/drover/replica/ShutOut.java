package dev.drover.replica;

import dev.drover.cluster.DroverClusterManager;

/** Ends this JVM when its member cannot get back into the cluster: only another one can. */
final class ShutOut {
  private static final int EXIT_CODE = 1;

  private ShutOut() {}

  static void watch(DroverClusterManager member) {
    String cluster = member.clusterName();
    member
        .shutOut()
        .onSuccess(
            ended ->
                // Not on the thread that tells: the exit waits for what that has still to do.
                new Thread(() -> exit(cluster), "drover-shut-out").start());
  }

  private static void exit(String cluster) {
    System.err.printf(
        "drover: this member of cluster %s could not get back into it, and its Hazelcast has ended;"
            + " this JVM exits, to be started again%n",
        cluster);
    System.exit(EXIT_CODE);
  }
}
