package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.ExitStatus;
import dev.drover.process.Signal;
import dev.drover.replica.ThreadStack;
import dev.drover.supervisor.Hang;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SupervisorListener.Stream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicaReporterTest {
  private static final SlotId ONE = new SlotId("web", 1);
  private static final SlotId TWO = new SlotId("web", 2);
  private static final List<String> CAUSE = List.of("java.lang.Error: no", "at Web.start");

  private static final ReplicaExit KILLED = new ReplicaExit(ExitStatus.signal(Signal.KILL), null);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean together = true;

  private static ReplicaExit code(int code) {
    return new ReplicaExit(ExitStatus.code(code), null);
  }

  private List<String> told(Consumer<ReplicaReporter> events) {
    Console console =
        new Console(
            new Terminal(out, false, "terminal"),
            new Terminal(out, false, together ? "terminal" : "file"),
            StandardCharsets.UTF_8,
            "web#2");
    try (console) {
      events.accept(new ReplicaReporter(console));
    }
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("^drover \\| ", ""))
        .toList();
  }

  @Test
  void aCrashAndTheReturnFromItAreOneLineEach() {
    List<String> told =
        told(
            reporter -> {
              reporter.replicaReady(ONE, 11, 2, Duration.ofMillis(900));
              reporter.started(List.of("web is up"));
              reporter.replicaExited(ONE, 11, false, KILLED);
              reporter.replicaRestarting(ONE, Duration.ofMillis(100), 1);
              reporter.replicaStarting(ONE, 12);
              reporter.replicaReady(ONE, 12, 2, Duration.ofMillis(900));
            });
    assertThat(told)
        .containsExactly(
            "web is up",
            "web#1 (pid 11) has ended: killed by SIGKILL",
            "web#1 restarts in 100ms (restart 1)",
            "web#1 is ready again, pid 12, after 0.9 s");
  }

  @Test
  void aHangNamesTheFrameShowsTheStackAndSaysWhereTheRestIs() {
    List<String> frames = IntStream.range(0, 20).mapToObj(i -> "com.acme.Shop.f" + i).toList();
    ThreadStack stack = new ThreadStack("loop-1", "RUNNABLE", "com.acme.Shop.f0", frames);
    Hang hang =
        new Hang(
            Hang.Kind.BLOCKED,
            "event loop loop-1 blocked for 10s in com.acme.Shop.f0",
            List.of(stack),
            Path.of("/state/web.txt"));
    List<String> told = told(reporter -> reporter.replicaHung(ONE, 11, hang));
    assertThat(told)
        .hasSize(11)
        .startsWith(
            "web#1 (pid 11) hangs and is replaced: event loop loop-1 blocked for 10s in com.acme.Shop.f0",
            "  loop-1 (RUNNABLE):",
            "    at com.acme.Shop.f0")
        .endsWith(
            "    at com.acme.Shop.f7", "  the stacks of all its threads are in /state/web.txt");
  }

  @Test
  void theSameStartFailureIsShownOnceAndExplainsTheExitThatFollows() {
    List<String> told =
        told(
            reporter -> {
              reporter.replicaStartFailed(ONE, 11, CAUSE);
              reporter.replicaExited(ONE, 11, false, code(1));
              reporter.replicaStartFailed(TWO, 12, CAUSE);
              reporter.replicaExited(TWO, 12, false, code(1));
            });
    assertThat(told)
        .containsExactly(
            "web#1 (pid 11) did not start:",
            "  java.lang.Error: no",
            "  at Web.start",
            "web#2 did not start: same as above");
  }

  @Test
  void exitsThatWereAskedForAreNoNews() {
    assertThat(
            told(
                reporter -> {
                  reporter.stopping();
                  reporter.replicaStartFailed(TWO, 12, CAUSE);
                  reporter.replicaExited(ONE, 11, true, code(0));
                  reporter.portReleased(new InetSocketAddress("127.0.0.1", 80));
                }))
        .isEmpty();
  }

  @Test
  void theLastOutputOfAFailedSlotIsShownAgainOnlyWhenItIsOutOfSight() {
    assertThat(allFailed(1)).containsOnlyOnce("web#1  | last words").hasSize(4);
    out.reset();
    assertThat(allFailed(100)).contains("last output of web#1:", "  last words");
    out.reset();
    together = false;
    assertThat(allFailed(1)).contains("last output of web#1:", "  last words");
  }

  private List<String> allFailed(int linesOfTheOther) {
    return told(
        reporter -> {
          reporter.output(ONE, Stream.STDOUT, "last words");
          reporter.slotFailed(ONE, "10 restarts within 60s", List.of("last words"));
          for (int i = 0; i < linesOfTheOther; i++) {
            reporter.output(TWO, Stream.STDOUT, "noise");
          }
          reporter.allFailed(new IllegalStateException("all slots failed"));
        });
  }
}
