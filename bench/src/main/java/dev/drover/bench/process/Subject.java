package dev.drover.bench.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A way to run child processes, and the rows of the benchmark as it does them. */
interface Subject {
  /** What the children of {@link #echo} are sent. */
  byte[] LINE = "0123456789012345678901234567890123456789\n".getBytes();

  long WARM_UP_BYTES = 1L << 30;

  int LEAST_WARM_UPS = 3;
  int MOST_WARM_UPS = 15;
  double WARM_UP_SECONDS = 1;
  int WARM_UP_IN_FLIGHT = 32;

  /** Of the time, that the compilers may still take once all is warm. */
  double COMPILING = 0.05;

  /** What {@link #spawn} did: children, and seconds for which their starts held the caller up. */
  record Spawned(long count, double blocked) {}

  /** When each phase of {@link #echo} was over, and what the process had grown to. */
  record Echoed(double started, double echoed, double ended, long threads, double rssMib) {}

  /** Runs {@code /bin/true} again and again. */
  Spawned spawn(int inFlight, double seconds) throws Exception;

  /** Bytes read from a command's stdout. */
  long output(List<String> command) throws Exception;

  /** Children that send lines back, one line at a time. */
  Echoed echo(int children, int lines) throws Exception;

  /** Messages sent to a Node child and back. */
  default long pingPong(int inFlight, double seconds) throws Exception {
    throw new UnsupportedOperationException("it has no channel");
  }

  /**
   * Runs one row and prints its figures, as the programs that are not Java do.
   *
   * @param arguments {@code spawn IN_FLIGHT SECONDS DESCRIPTORS}, {@code output BYTES}, {@code echo
   *     CHILDREN LINES} or {@code pingpong IN_FLIGHT SECONDS}
   */
  static void run(Subject subject, String... arguments) throws Exception {
    int first = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(arguments[1]));
    String result =
        switch (arguments[0]) {
          case "spawn" -> spawnRow(subject, first, arguments);
          case "output" -> outputRow(subject, Long.parseLong(arguments[1]));
          case "echo" -> echoRow(subject, first, Integer.parseInt(arguments[2]));
          case "pingpong" -> pingPongRow(subject, first, Double.parseDouble(arguments[2]));
          default -> throw new IllegalArgumentException("no such row: " + arguments[0]);
        };
    System.out.println(result);
    System.exit(0);
  }

  private static List<FileInputStream> openDescriptors(int count) throws IOException {
    List<FileInputStream> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      open.add(new FileInputStream("/dev/null"));
    }
    return open;
  }

  /** Something that a row does. */
  interface Turn {
    void run() throws Exception;
  }

  /**
   * Until the compilers have done nearly all they are going to do: what they take of a server's
   * first seconds is no part of what a child costs it.
   */
  private static void warmUp(Turn turn) throws Exception {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    for (int count = 1; count <= MOST_WARM_UPS; count++) {
      long begun = System.nanoTime();
      long compiled = compilers.getTotalCompilationTime();
      turn.run();
      double took = (System.nanoTime() - begun) / 1e6;
      if (count >= LEAST_WARM_UPS
          && compilers.getTotalCompilationTime() - compiled < COMPILING * took) {
        return;
      }
    }
  }

  private static String spawnRow(Subject subject, int inFlight, String... arguments)
      throws Exception {
    double seconds = Double.parseDouble(arguments[2]);
    warmUp(() -> subject.spawn(WARM_UP_IN_FLIGHT, WARM_UP_SECONDS));
    List<FileInputStream> open = openDescriptors(Integer.parseInt(arguments[3]));
    subject.spawn(inFlight, WARM_UP_SECONDS);
    double used = Proc.cpuOfAll();
    long begun = System.nanoTime();
    Spawned spawned = subject.spawn(inFlight, seconds);
    double took = (System.nanoTime() - begun) / 1e9;
    long count = spawned.count();
    for (FileInputStream file : open) {
      file.close();
    }
    return "rate %.1f cpu %.4f blocked %.4f"
        .formatted(
            count / took, (Proc.cpuOfAll() - used) * 1e3 / count, spawned.blocked() * 1e3 / count);
  }

  private static String outputRow(Subject subject, long bytes) throws Exception {
    warmUp(() -> subject.output(head(WARM_UP_BYTES)));
    double used = Proc.cpuOfSelf();
    long begun = System.nanoTime();
    long read = subject.output(head(bytes));
    double took = (System.nanoTime() - begun) / 1e9;
    if (read != bytes) {
      throw new IllegalStateException(read + " bytes");
    }
    return "rate %.3f cpu %.3f".formatted(bytes / 1e9 / took, Proc.cpuOfSelf() - used);
  }

  private static List<String> head(long bytes) {
    return List.of("head", "-c", Long.toString(bytes), "/dev/zero");
  }

  private static String echoRow(Subject subject, int children, int lines) throws Exception {
    double used = Proc.cpuOfSelf();
    double begun = System.nanoTime() / 1e9;
    Echoed echoed = subject.echo(children, lines);
    return "start %.3f echo %.3f end %.3f cpu %.3f threads %d rss %.0f"
        .formatted(
            echoed.started() - begun,
            echoed.echoed() - echoed.started(),
            echoed.ended() - echoed.echoed(),
            Proc.cpuOfSelf() - used,
            echoed.threads(),
            echoed.rssMib());
  }

  private static String pingPongRow(Subject subject, int inFlight, double seconds)
      throws Exception {
    warmUp(() -> subject.pingPong(inFlight, WARM_UP_SECONDS));
    double used = Proc.cpuOfSelf();
    long count = subject.pingPong(inFlight, seconds);
    return "rate %.0f cpu %.3f".formatted(count / seconds, (Proc.cpuOfSelf() - used) * 1e6 / count);
  }
}
