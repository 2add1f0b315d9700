package dev.drover.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ClusterBench traffic|joins|deaths|shards|partitions|growth ROUNDS [SIZE,...]}, started in
 * the root of the checkout. Prints tab-separated values: what, round, subject, size, figures.
 */
public final class ClusterBench {
  static final Path JAR = Path.of("launcher/target/drover.jar");
  static final Path CLASSES = Path.of("bench/target/classes");
  static final Path CACHES = Path.of("bench/target/vertx-cache");
  static final List<String> SUBJECTS = List.of("vertx", "drover");

  private static Path log;

  private ClusterBench() {}

  /** Exits 0 when all has been measured. */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[1]);
    List<Integer> sizes =
        args.length < 3 ? List.of() : Stream.of(args[2].split(",")).map(Integer::valueOf).toList();
    for (int round = 1; round <= rounds; round++) {
      switch (args[0]) {
        case "traffic" -> TrafficRound.run(round, sizes.isEmpty() ? TrafficRound.SIZES : sizes);
        case "joins" -> JoinsRound.run(round);
        case "deaths" -> DeathsRound.run(round);
        case "shards" -> ShardsRound.run(round, sizes.isEmpty() ? ShardsRound.SHARDS : sizes);
        case "partitions" -> PartitionsRound.run(round);
        case "growth" -> GrowthRound.run(round, sizes.isEmpty() ? GrowthRound.SIZES : sizes);
        default -> throw new IllegalArgumentException("no such part: " + args[0]);
      }
    }
    System.exit(0);
  }

  /** The subjects, who begins changing with each round. */
  static List<String> inTurn(int round) {
    return round % 2 == 1 ? SUBJECTS : List.of(SUBJECTS.get(1), SUBJECTS.get(0));
  }

  static void row(Object... cells) {
    StringBuilder line = new StringBuilder();
    for (Object cell : cells) {
      line.append(line.isEmpty() ? "" : "\t").append(cell);
    }
    System.out.println(line);
  }

  static String clusterName(String subject) {
    return "bench-" + subject + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  /** Where the members' complaints go; shown by nobody unless the benchmark fails. */
  static synchronized Path log() throws IOException {
    if (log == null) {
      log = Path.of("bench/target/cluster-members.log");
      Files.writeString(log, "");
    }
    return log;
  }
}
