package dev.drover.bench.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a cluster costs by its size and by its addresses. */
final class GrowthRound {
  static final List<Integer> SIZES = List.of(2, 4, 8, 12, 16);
  private static final int SETTLE_MILLIS = 4_000;
  private static final int IDLE_MILLIS = 8_000;
  private static final int LEAVE_MILLIS = 5_000;
  private static final int REGISTRATIONS = 400;
  private static final int ADDRESSES = 10_000;

  private GrowthRound() {}

  static void run(int round, List<Integer> sizes) throws Exception {
    for (String subject : ClusterBench.inTurn(round)) {
      try (Members members = Members.of(subject, ClusterBench.clusterName(subject))) {
        for (int size : sizes) {
          members.growTo(size);
          Thread.sleep(SETTLE_MILLIS);
          idle(round, subject, members);
          registrations(round, subject, members);
        }
      }
    }
  }

  private static void idle(int round, String subject, Members members) throws Exception {
    double cpu = members.cpuSeconds();
    Thread.sleep(IDLE_MILLIS);
    double seconds = IDLE_MILLIS / 1e3;
    double percent = 100 * (members.cpuSeconds() - cpu) / seconds / members.size();
    ClusterBench.row("idle-cpu", round, subject, members.size(), percent);
    JsonObject vitals = members.tell(members.size(), new JsonObject().put("do", "vitals"));
    for (String what : List.of("heap", "rss", "threads", "connections")) {
      ClusterBench.row(what, round, subject, members.size(), vitals.getLong(what));
    }
  }

  /** The last member registers, the first sends there for the first time. */
  private static void registrations(int round, String subject, Members members) throws Exception {
    int size = members.size();
    String prefix = "a" + size + ".";
    JsonObject register = order("register", prefix, REGISTRATIONS);
    members.tell(size, order("register", "warm" + size + ".", REGISTRATIONS));
    long[] wire = loopback();
    JsonObject took = members.tell(size, register);
    long[] after = loopback();
    ClusterBench.row("register-micros", round, subject, size, median(took));
    ClusterBench.row(
        "register-bytes", round, subject, size, (double) (after[0] - wire[0]) / REGISTRATIONS);
    ClusterBench.row(
        "register-packets", round, subject, size, (double) (after[1] - wire[1]) / REGISTRATIONS);
    JsonObject first = members.tell(1, order("first-sends", prefix, REGISTRATIONS));
    ClusterBench.row("first-send-micros", round, subject, size, median(first));
    addresses(round, subject, members);
    leave(round, subject, members);
    members.tell(size, new JsonObject().put("do", "unregister"));
  }

  /** One that has no handlers joins and leaves, while another has very many. */
  private static void leave(int round, String subject, Members members) throws Exception {
    int size = members.size();
    members.grow();
    Thread.sleep(SETTLE_MILLIS);
    double cpu = members.cpuSeconds(size);
    long[] wire = loopback();
    members.shrink();
    Thread.sleep(LEAVE_MILLIS);
    long[] after = loopback();
    ClusterBench.row("leave-cpu", round, subject, size, 1e3 * (members.cpuSeconds() - cpu));
    ClusterBench.row("leave-bytes", round, subject, size, after[0] - wire[0]);
  }

  /** Bytes of heap that an address takes, in all members together. */
  private static void addresses(int round, String subject, Members members) throws Exception {
    int size = members.size();
    long before = heap(members);
    JsonObject took = members.tell(size, order("register-all", "many" + size + ".", ADDRESSES));
    double seconds = Math.max(1, took.getLong("millis")) / 1e3;
    ClusterBench.row("registrations-per-second", round, subject, size, ADDRESSES / seconds);
    double grown = (double) (heap(members) - before) / ADDRESSES;
    ClusterBench.row("address-bytes", round, subject, size, grown);
  }

  private static long heap(Members members) throws Exception {
    long heap = 0;
    for (int member = 1; member <= members.size(); member++) {
      heap += members.tell(member, new JsonObject().put("do", "vitals")).getLong("heap");
    }
    return heap;
  }

  private static JsonObject order(String what, String address, int count) {
    return new JsonObject().put("do", what).put("address", address).put("count", count);
  }

  private static long median(JsonObject answer) {
    JsonArray micros = answer.getJsonArray("micros");
    return micros.getLong(micros.size() / 2);
  }

  /** Bytes and packets that the loopback interface has carried since the machine's start. */
  private static long[] loopback() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/net/dev"))) {
      if (line.trim().startsWith("lo:")) {
        String[] columns = line.substring(line.indexOf(':') + 1).trim().split("\\s+");
        return new long[] {Long.parseLong(columns[0]), Long.parseLong(columns[1])};
      }
    }
    throw new IOException("there is no loopback interface");
  }
}
