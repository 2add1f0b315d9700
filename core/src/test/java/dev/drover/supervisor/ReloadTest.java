package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.supervisor.ReloadException.Reason;
import dev.drover.supervisor.ReloadResult.Outcome;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** New builds of an application take the place of the one that serves, or fail to. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ReloadTest {
  static final ReloadOptions QUICK = ReloadOptions.DEFAULT.withProbation(Duration.ofMillis(200));

  @TempDir Path directory;

  private final WebLoad load = new WebLoad();
  private WebApp app;
  private Running running;
  private InetSocketAddress address;
  private Duration startTook;

  @BeforeEach
  void start() throws Exception {
    app = new WebApp(directory).build("1");
    long began = System.nanoTime();
    running = Running.started(WebApp.service(app.classes(), 2));
    startTook = Duration.ofNanos(System.nanoTime() - began);
    address = running.supervisor.status().services().get(0).addresses().get(0);
    load.keepingAlive(address, "/", 4).connectingAnew(address, "/", 4).awaitAnswers(50);
  }

  @AfterEach
  void close() throws Exception {
    load.close();
    running.close();
  }

  @Test
  void theNewBuildTakesOverAndTheOldOneWasNotDisturbedByIt() throws Exception {
    app.build("2");
    // The class that answers this is loaded only now.
    assertThat(get("/lazy")).isEqualTo("1");
    Path classes = classPath(running.slot(1).pid());

    ReloadResult result = Running.await(running.supervisor.reload("web", QUICK));

    assertThat(result.generation()).isEqualTo(2);
    assertThat(result.slots().values()).containsOnly(Outcome.REPLACED);
    assertThat(running.slot(1).generation()).isEqualTo(2);
    assertThat(get("/lazy")).isEqualTo("2");
    assertThat(running.events.await("reload finished")).startsWith("reload finished 2 true");
    assertThat(running.events.awaitAll("replaced web#", "generation 2", 2)).hasSize(2);
    assertThat(classes).doesNotExist();
    nothingFailed("1", "2");
  }

  @Test
  void aNewConfigurationTakesOver() throws Exception {
    UnaryOperator<ServiceConfig> next =
        before -> before.withJvmArgs(List.of("-Xmx96m", "-XX:+UseSerialGC", "-Dnew=flag"));
    Running.await(running.supervisor.reload("web", QUICK.withNext(next).withParallel(2)));
    for (int slot = 1; slot <= 2; slot++) {
      assertThat(commandLine(running.slot(slot).pid())).contains("-Xmx96m", "-Dnew=flag");
    }
    nothingFailed("1");
  }

  @Test
  void aBuildThatDoesNotStartIsRolledBackWithItsReason() throws Exception {
    app.atStart("if (slot > 0) throw new IllegalStateException(\"no db\");");
    ReloadException thrown = rolledBack(QUICK);
    assertThat(thrown.reason()).isEqualTo(Reason.START_FAILED);
    assertThat(thrown.lastOutput()).anyMatch(line -> line.contains("no db"));
    assertThat(thrown).hasMessageContaining("new replica of web#1 did not start");
  }

  @Test
  void aBuildThatCrashesWhileItIsWatchedIsRolledBack() throws Exception {
    app.atStart(
        "VERTX.setTimer(700, t -> { System.out.println(\"last words\");"
            + " Runtime.getRuntime().halt(3); });");
    ReloadException thrown = rolledBack(QUICK.withProbation(Duration.ofSeconds(30)));
    assertThat(thrown.reason()).isEqualTo(Reason.CRASHED);
    assertThat(thrown).hasMessageContaining("exit code 3");
    assertThat(thrown.lastOutput()).contains("last words");
  }

  @Test
  void aBuildThatHangsIsKilledAndRolledBack() throws Exception {
    app.atStart("new java.util.concurrent.CountDownLatch(1).await();");
    UnaryOperator<ServiceConfig> impatient =
        before ->
            before.withReady(new ReadyPolicy(Duration.ofSeconds(3), false)).withStop(Running.QUICK);
    ReloadException thrown = rolledBack(QUICK.withNext(impatient));
    assertThat(thrown.reason()).isEqualTo(Reason.NOT_READY);
    assertThat(thrown).hasMessageContaining("not ready within 3s");
  }

  @Test
  void aBuildThatFailsItsReadyCheckTakesNoRequestAndIsRolledBack() throws Exception {
    app.ready(503);
    // Enough to start and be asked: here two that started together were ready in a quarter of it.
    Duration enough = Duration.ofSeconds(1 + 4 * startTook.toMillis() / 1_000);
    UnaryOperator<ServiceConfig> checked =
        before -> before.withReady(new ReadyPolicy(enough, false, "/ready"));
    ReloadException thrown = rolledBack(QUICK.withNext(checked));
    assertThat(thrown.reason()).isEqualTo(Reason.NOT_READY);
    assertThat(thrown).hasMessageContaining("GET /ready answered 503");
  }

  @Test
  void aJavaThatRefusesItsFlagsIsRolledBackWithWhatItSays() throws Exception {
    UnaryOperator<ServiceConfig> wrong = before -> before.withJvmArgs(List.of("-XX:+NoSuchFlag"));
    ReloadException thrown = rolledBack(QUICK.withNext(wrong));
    assertThat(thrown.reason()).isEqualTo(Reason.CRASHED);
    assertThat(thrown.lastOutput()).anyMatch(line -> line.contains("NoSuchFlag"));
  }

  /** Its first replica serves by the time the second one fails. */
  @Test
  void slotsThatWereReplacedGoBackWhenALaterOneFails() throws Exception {
    app.atStart("if (slot == 2) throw new IllegalStateException(\"only there\");").build("2");
    ReloadException thrown = failure(running.supervisor.reload("web", QUICK));
    assertThat(thrown.result().slots())
        .containsEntry(new SlotId("web", 1), Outcome.ROLLED_BACK)
        .containsEntry(new SlotId("web", 2), Outcome.UNTOUCHED);
    assertThat(running.slot(1).generation()).isEqualTo(1);
    assertThat(get("/lazy")).isEqualTo("1");
    nothingFailed("1", "2");
  }

  @Test
  void aSecondReloadIsRefusedOrWaits() throws Exception {
    Future<ReloadResult> first = running.supervisor.reload("web", QUICK);
    ReloadException refused = failure(running.supervisor.reload("web", QUICK));
    assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
    assertThat(refused).hasMessage("a reload of web is under way; wait for it, or ask to wait");
    Future<ReloadResult> second = running.supervisor.reload("web", QUICK.withWaiting(true));
    assertThat(Running.await(second).generation()).isEqualTo(3);
    assertThat(first.succeeded()).isTrue();
    nothingFailed("1");
  }

  @Test
  void whatCannotBeStartedIsRefusedBeforeAnythingIs() throws Exception {
    assertThatThrownBy(() -> running.supervisor.reload("wbe", QUICK))
        .hasMessage("there is no service 'wbe'");
    UnaryOperator<ServiceConfig> wrong =
        before -> {
          throw new ConfigException("does not compile");
        };
    ReloadException thrown = failure(running.supervisor.reload("web", QUICK.withNext(wrong)));
    assertThat(thrown.reason()).isEqualTo(Reason.NOT_POSSIBLE);
    assertThat(thrown).hasMessage("does not compile");
    assertThat(running.events.count("starting")).isEqualTo(2);
    Running.await(running.supervisor.reload("web", QUICK));
  }

  @Test
  void aStopDuringAReloadLeavesNoReplica() throws Exception {
    Future<ReloadResult> reload = running.supervisor.reload("web", QUICK);
    running.events.await("starting", 3);
    load.close();
    Running.await(running.supervisor.stop());
    assertThat(failure(reload).reason()).isEqualTo(Reason.STOPPED);
    assertThat(running.events.count("exited")).isEqualTo(3);
    assertThat(running.slot(1).state()).isEqualTo(SlotState.DOWN);
  }

  /** Builds version 2, which must not serve. */
  private ReloadException rolledBack(ReloadOptions options) throws Exception {
    List<Long> pids = pids();
    app.build("2");
    ReloadException thrown = failure(running.supervisor.reload("web", options));
    assertThat(thrown.result().slots().values()).containsOnly(Outcome.UNTOUCHED);
    assertThat(running.events.await("reload finished")).startsWith("reload finished 2 false");
    assertThat(pids()).isEqualTo(pids);
    nothingFailed("1");
    return thrown;
  }

  private List<Long> pids() {
    return Stream.of(1, 2).map(slot -> running.slot(slot).pid()).toList();
  }

  private void nothingFailed(String... versions) throws Exception {
    load.awaitAnswers(20);
    load.stop();
    assertThat(load.failures()).isEmpty();
    assertThat(load.answers()).containsExactlyInAnyOrder(versions);
  }

  static ReloadException failure(Future<ReloadResult> reload) throws Exception {
    try {
      throw new AssertionError("reloaded: " + Running.await(reload));
    } catch (ReloadException thrown) {
      return thrown;
    }
  }

  private String get(String path) throws Exception {
    try (WebLoad one = new WebLoad().connectingAnew(address, path, 1)) {
      one.awaitAnswers(6);
      one.stop();
      assertThat(one.failures()).isEmpty();
      return String.join(",", one.answers());
    }
  }

  private static List<String> commandLine(long pid) throws Exception {
    return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
  }

  /** The copy of the application's classes that a replica loads from. */
  private static Path classPath(long pid) throws Exception {
    List<String> line = commandLine(pid);
    Path first = Path.of(line.get(line.indexOf("-cp") + 1).split(":")[0]);
    assertThat(first).exists().hasFileName("0-classes");
    return first;
  }
}
