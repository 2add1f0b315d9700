package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas with two instances each, started once for all tests. */
class ReplicasIT {
  private static final Pattern LABELLED = Pattern.compile("(drover +|probe-server#[12]) \\| .*");
  private static final int LINES = 20_000;
  private static final int PORT = DroverCommand.freePort();

  @TempDir static Path directory;

  private static DroverProcess drover;
  private static List<Long> replicas;

  @BeforeAll
  static void start() {
    drover =
        new DroverCommand(directory)
            .interruptible()
            .env("PROBE_ENV", "inherited")
            .run(
                "--replicas=2",
                "--instances=2",
                "--conf=" + DroverCommand.conf(PORT),
                "--jvm-arg=-Dprobe.property=as said",
                "--jvm-arg=-Xmx200m",
                "--env=PROBE_ENV=as = said",
                DroverCommand.app("ProbeServer"));
    drover.awaitUp();
    replicas = drover.replicas();
  }

  @AfterAll
  static void stop() {
    drover.close();
  }

  @Test
  void theStartBlockNamesThePortTheReplicasAndTheSupervisorOnce() {
    assertThat(replicas).hasSize(2).doesNotContain(drover.pid());
    assertThat(drover.out().text())
        .containsOnlyOnce("probe-server is up")
        .containsOnlyOnce("address    127.0.0.1:" + PORT)
        .containsOnlyOnce("instances  2 in each replica")
        .containsOnlyOnce("supervisor pid " + drover.pid())
        .containsOnlyOnce("Ctrl-C")
        .containsPattern("replicas +2, pids .*" + replicas.get(0))
        .containsPattern("replicas +2, pids .*" + replicas.get(1));
  }

  @Test
  void linesAreLabelledWholeInOrderAndPlainAndStdoutAndStderrKeptApart() {
    List<CompletableFuture<String>> printing =
        replicas.stream().map(pid -> from(pid, "/print?of=" + LINES)).toList();
    printing.forEach(each -> assertThat(each.join()).isEqualTo("printed"));
    for (long pid : replicas) {
      drover.out().await("out " + pid + " " + (LINES - 1));
      drover.err().await("err " + pid + " " + (LINES - 1));
    }

    expectAllPrinted(drover.out().all(), "out");
    expectAllPrinted(drover.err().all(), "err");
    assertThat(drover.out().count("| err ")).isZero();
    assertThat(drover.err().count("| out ")).isZero();
  }

  private static void expectAllPrinted(List<String> lines, String what) {
    assertThat(lines.stream().filter(line -> !LABELLED.matcher(line).matches()).limit(5)).isEmpty();
    assertThat(lines.stream().filter(line -> line.contains("\u001b")).limit(5)).isEmpty();
    for (long pid : replicas) {
      String start = what + " " + pid + " ";
      List<String> own = lines.stream().filter(line -> line.contains(start)).toList();
      String label = own.get(0).substring(0, own.get(0).indexOf(what));
      assertThat(label).matches("probe-server#[12] \\| ");
      assertThat(own)
          .isEqualTo(IntStream.range(0, LINES).mapToObj(i -> label + start + i).toList());
    }
  }

  @Test
  void theEventBusReachesAnAddressThatOnlyTheOtherReplicaConsumes() {
    for (int asking = 0; asking < 2; asking++) {
      long other = replicas.get(1 - asking);

      assertThat(from(replicas.get(asking), "/ask?of=" + other).join())
          .isEqualTo("answered by " + other);
    }
  }

  @Test
  void jvmArgumentsAndVariablesReachEveryReplica() {
    for (long pid : replicas) {
      assertThat(from(pid, "/property?of=probe.property").join()).isEqualTo("as said");
      assertThat(from(pid, "/env?of=PROBE_ENV").join()).isEqualTo("as = said");
    }
  }

  @Test
  void everyReplicaGetsTheConfiguration() {
    for (long pid : replicas) {
      JsonObject options = new JsonObject(from(pid, "/options").join());
      assertThat(options.getJsonObject("config")).isEqualTo(new JsonObject().put("port", PORT));
    }
  }

  @Test
  void anInterruptDoesNotEndAReplica() {
    List<CompletableFuture<String>> slow =
        replicas.stream()
            .peek(pid -> DroverProcess.signal("INT", "" + pid))
            .map(pid -> from(pid, "/slow?of=500"))
            .toList();

    slow.forEach(each -> assertThat(each.join()).startsWith("slow answer of "));
    assertThat(drover.replicas()).isEqualTo(replicas);
  }

  @Test
  void noInstanceStaysIdle() throws Exception {
    Map<String, Integer> answers = Spread.of(200, PORT, "/instance");

    assertThat(answers).hasSize(4);
    assertThat(answers.keySet()).allMatch(ReplicasIT::isOfAReplica);
  }

  private static boolean isOfAReplica(String instance) {
    Matcher matcher = Pattern.compile("(\\d+)/[12]").matcher(instance);
    return matcher.matches() && replicas.contains(Long.valueOf(matcher.group(1)));
  }

  private static CompletableFuture<String> from(long pid, String path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return HttpConnection.getFrom(pid, PORT, path);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
