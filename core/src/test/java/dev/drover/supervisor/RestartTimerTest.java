package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.RestartPolicy;
import dev.drover.process.ExitStatus;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a slot waits for its next replica. */
final class RestartTimerTest {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  /** Whether it still waited when the next one was due. */
  private final LinkedBlockingQueue<Boolean> due = new LinkedBlockingQueue<>();

  /** Of the longest delay. */
  private int percent = 100;

  private final RestartTimer timer =
      new RestartTimer(
          new SlotTools(vertx, null, null, null, null, null, null),
          exclusiveBound -> (exclusiveBound - 1) * percent / 100,
          this::noteDue);

  private void noteDue() {
    due.add(timer.isRunning());
  }

  @AfterEach
  void close() throws Exception {
    Running.await(vertx.close());
  }

  @Test
  void theNextReplicaIsDueWhenTheDelayIsOver() throws Exception {
    timer.use(new RestartPolicy(3, PERIOD));
    percent = 10;
    assertThat(call(() -> ended(1))).isEqualTo(again(10));
    assertThat(due.poll(10, TimeUnit.SECONDS)).isFalse();
    assertThat(timer.restarts()).isEqualTo(1);
  }

  @Test
  void oneThatIsNotWantedAnyMoreIsNeverDue() throws Exception {
    timer.use(new RestartPolicy(3, PERIOD));
    long before = System.nanoTime();
    call(
        () -> {
          percent = 0;
          ended(1);
          assertThat(timer.isRunning()).isTrue();
          timer.cancel();
          assertThat(timer.isRunning()).isFalse();
          percent = 100;
          return ended(1);
        });
    assertThat(due.poll(10, TimeUnit.SECONDS)).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .as("it is the second that is due")
        .isGreaterThanOrEqualTo(Duration.ofMillis(149));
    assertThat(due).isEmpty();
  }

  @Test
  void whereNoneIsToFollowNoneIsWaitedForAndNoneCounts() throws Exception {
    timer.use(new RestartPolicy(0, PERIOD));
    assertThat(call(() -> ended(1))).isInstanceOf(RestartRule.Failed.class);
    timer.use(new RestartPolicy(RestartPolicy.When.ON_FAILURE, 3, PERIOD));
    assertThat(call(() -> ended(0))).isInstanceOf(RestartRule.Finished.class);
    assertThat(timer.isRunning()).isFalse();
    assertThat(timer.restarts()).isZero();
  }

  @Test
  void aReplicaThatServedForLongIsFollowedSoon() throws Exception {
    timer.use(new RestartPolicy(3, PERIOD));
    assertThat(call(() -> ended(1))).isEqualTo(again(100));
    assertThat(call(() -> ended(1))).isEqualTo(again(150));
    assertThat(call(() -> timer.ended(exit(1), LONG))).isEqualTo(again(100));
  }

  @Test
  void anotherLaunchBeginsAnewButAllRestartsCount() throws Exception {
    timer.use(new RestartPolicy(1, PERIOD));
    call(() -> ended(1));
    assertThat(call(() -> ended(1))).isInstanceOf(RestartRule.Failed.class);
    timer.use(new RestartPolicy(1, PERIOD));
    assertThat(call(() -> ended(1))).isEqualTo(again(100));
    assertThat(timer.restarts()).isEqualTo(2);
  }

  private RestartRule.Verdict ended(int code) {
    return timer.ended(exit(code), Duration.ZERO);
  }

  private static RestartRule.Verdict again(int millis) {
    return new RestartRule.Again(Duration.ofMillis(millis));
  }

  private static ReplicaExit exit(int code) {
    return new ReplicaExit(ExitStatus.code(code), null);
  }

  private <T> T call(Callable<T> action) throws Exception {
    return Running.call(context, action);
  }
}
