package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.supervisor.SupervisorListener.Stream;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replica's output and end, with shell scripts for replicas. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ReplicaJvmTest {
  private static final int LINES = 2_000_000;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CompletableFuture<String> error = new CompletableFuture<>();
  private final CompletableFuture<Void> cleaned = new CompletableFuture<>();
  private final CompletableFuture<Void> allCame = new CompletableFuture<>();
  private volatile int wanted;
  private volatile int next;

  @AfterEach
  void close() throws Exception {
    reading.countDown();
    Running.await(vertx.close());
  }

  private ReplicaJvm start(String script) throws Exception {
    return Running.await(
        ChildProcess.spawn(vertx, "sh", "-c", script)
            .map(
                process ->
                    new ReplicaJvm(vertx, process, this::take, () -> cleaned.complete(null))));
  }

  /** Blocks at the first line of stdout until the test lets it go on. */
  private void take(Stream stream, String line) {
    if (stream == Stream.STDERR) {
      error.complete(line);
      return;
    }
    try {
      reading.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (line.equals("" + (next + 1))) {
      next++;
      if (next == wanted) {
        allCame.complete(null);
      }
    } else {
      lines.add(line);
    }
  }

  /** After a replica's end it is told for as long as that takes what is left of its output. */
  private void awaitLines(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (lines.size() < count) {
      assertThat(System.nanoTime()).as("only %s", lines).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void aReaderThatIsSlowHoldsTheReplicaUpAndLosesNothing() throws Exception {
    wanted = LINES;
    ReplicaJvm replica = start("seq " + LINES + "; echo written >&2");
    assertThatThrownBy(() -> error.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    assertThat(replica.ended().isComplete()).isFalse();

    reading.countDown();

    assertThat(Running.await(replica.ended())).isEqualTo(ExitStatus.code(0));
    assertThat(error.get(20, TimeUnit.SECONDS)).isEqualTo("written");
    allCame.get(20, TimeUnit.SECONDS);
    assertThat(lines).isEmpty();
  }

  @Test
  void anEndIsToldAlthoughTheReaderIsBlockedAndHeGetsTheRestLater() throws Exception {
    wanted = 50_000;
    ReplicaJvm replica = start("seq 50000; exit 3");
    assertThat(Running.await(replica.ended())).isEqualTo(ExitStatus.code(3));
    assertThat(cleaned).isCompleted();
    assertThat(next).isZero();

    reading.countDown();

    allCame.get(20, TimeUnit.SECONDS);
    assertThat(lines).isEmpty();
  }

  @Test
  void whoHoldsTheOutputAfterTheEndIsNotWaitedForAndCannotWriteOn() throws Exception {
    reading.countDown();
    // Ends when the other has left its group and written: until then it would be taken along.
    ReplicaJvm replica =
        start(
            """
            mkfifo %1$s
            setsid sh -c 'echo $$; echo late; echo >%1$s; while sleep 0.1; do echo late; done' &
            read -r written <%1$s
            """
                .formatted(directory.resolve("written")));
    assertThat(Running.await(replica.ended())).isEqualTo(ExitStatus.code(0));
    awaitLines(2);
    CompletableFuture<ProcessHandle> daemon =
        ProcessHandle.of(Long.parseLong(lines.get(0)))
            .map(ProcessHandle::onExit)
            .orElse(CompletableFuture.completedFuture(null));
    daemon.get(10, TimeUnit.SECONDS);
    assertThat(lines.subList(1, lines.size())).containsOnly("late");
  }

  @Test
  void anEndlessLineComesInPieces() throws Exception {
    reading.countDown();
    ReplicaJvm replica = start("head -c 200000 /dev/zero | tr '\\0' x");
    Running.await(replica.ended());
    awaitLines(4);
    assertThat(lines)
        .extracting(String::length)
        .containsExactlyElementsOf(IntStream.of(65_536, 65_536, 65_536, 3_392).boxed().toList());
  }

  @Test
  void anErrorOfTheReaderCostsHimThatLineOnly() throws Exception {
    ReplicaJvm replica =
        Running.await(
            ChildProcess.spawn(vertx, "seq", "3")
                .map(
                    process ->
                        new ReplicaJvm(
                            vertx,
                            process,
                            (stream, line) -> {
                              if (line.equals("2")) {
                                throw new LinkageError("of the test");
                              }
                              lines.add(line);
                            },
                            () -> {})));
    Running.await(replica.ended());
    awaitLines(2);
    assertThat(lines).containsExactly("1", "3");
  }
}
