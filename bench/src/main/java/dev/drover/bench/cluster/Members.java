package dev.drover.bench.cluster;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The members of one cluster, numbered from 1, as the benchmark sees them. */
abstract class Members implements AutoCloseable {
  /** What every member's JVM gets. */
  static final List<String> JVM =
      List.of("-Xms96m", "-Xmx96m", "-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true");

  private static final long PATIENCE_SECONDS = 120;
  private static final int TICKS_PER_SECOND = 100;

  private final AtomicInteger orders = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> open = new ConcurrentHashMap<>();

  static Members of(String subject, String cluster) throws Exception {
    return switch (subject) {
      case "vertx" -> new PlainMembers(cluster);
      case "drover" -> new DroverMembers(cluster);
      default -> throw new IllegalArgumentException("no such subject: " + subject);
    };
  }

  /**
   * One member more.
   *
   * @return milliseconds from the start of its JVM until it has joined
   */
  abstract long grow() throws Exception;

  /** The last member leaves as it does when it is stopped; completes when its JVM has ended. */
  abstract void shrink() throws Exception;

  abstract int size();

  abstract long pid(int member);

  abstract void send(int member, JsonObject order);

  void growTo(int size) throws Exception {
    while (size() < size) {
      grow();
    }
  }

  /** Tells a member what to do, and waits for the answer. */
  final JsonObject tell(int member, JsonObject order) throws Exception {
    return start(member, order).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  final CompletableFuture<JsonObject> start(int member, JsonObject order) {
    int id = orders.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    open.put(id, answer);
    send(member, order.copy().put("id", id));
    return answer;
  }

  /** To be called with each answer that comes. */
  final void answered(JsonObject answer) {
    CompletableFuture<JsonObject> waiting = open.remove(answer.getInteger("id"));
    if (answer.containsKey("failure")) {
      waiting.completeExceptionally(new IllegalStateException(answer.getString("failure")));
    } else {
      waiting.complete(answer);
    }
  }

  /**
   * As SIGKILL does. Completes, with the time in milliseconds of the epoch, when the system has
   * told whoever started it: before that the kernel frees its memory.
   */
  final CompletableFuture<Long> kill(int member) {
    ProcessHandle process = ProcessHandle.of(pid(member)).orElseThrow();
    CompletableFuture<Long> told = ended(member);
    process.destroyForcibly();
    return told;
  }

  /** Completes with the time at which the member's parent was told of its end. */
  abstract CompletableFuture<Long> ended(int member);

  /** Seconds of CPU that all members together have used. */
  final double cpuSeconds() {
    return cpuSeconds(size());
  }

  /** The same of the first so many members. */
  final double cpuSeconds(int members) {
    long ticks = 0;
    for (int member = 1; member <= members; member++) {
      ticks += ticks(pid(member));
    }
    return (double) ticks / TICKS_PER_SECOND;
  }

  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(columns[11]) + Long.parseLong(columns[12]);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public abstract void close();
}
