package dev.drover.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.socket.RunningLoop;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LoopProbeTest {
  private final HandLoop loop = new HandLoop();
  private long waitedNanos;
  private final LoopProbe probe =
      new LoopProbe(
          new RunningLoop(loop, Thread.currentThread(), () -> waitedNanos), Duration.ofSeconds(2));

  @Test
  void aLoopIsAskedOnceAndAgainOnlyWhenItHasAnswered() {
    for (int second = 0; second < 5; second++) {
      round(second);
    }
    assertThat(loop.tasks).hasSize(1);
    loop.run();
    round(5);
    assertThat(loop.tasks).hasSize(1);
  }

  @Test
  void aLoopThatAnswersIsNotStuck() {
    for (int second = 0; second < 5; second++) {
      assertThat(round(second).stuckMillis()).isZero();
      loop.run();
    }
  }

  @Test
  void aLoopThatDoesNotAnswerIsStuckSinceItWasAsked() {
    assertThat(round(10).stuckMillis()).isZero();
    assertThat(round(11).stuckMillis()).isEqualTo(1_000);
    LoopBeat beat = round(12);
    assertThat(beat.stuckMillis()).isEqualTo(2_000);
    assertThat(beat.lagMicros()).isEqualTo(2_000_000);
    loop.run();
    assertThat(round(13).stuckMillis()).isZero();
    assertThat(round(14).stuckMillis()).isEqualTo(1_000);
  }

  @Test
  void theTimeInWhichTheWholeJvmStoodStillDoesNotCount() {
    round(0);
    round(1);
    assertThat(round(600).stuckMillis()).isEqualTo(3_000);
  }

  @Test
  void theTimeInWhichTheThreadWasNotGivenACpuDoesNotCount() {
    round(0);
    assertThat(round(1).stuckMillis()).isEqualTo(1_000);
    waitedNanos += TimeUnit.MILLISECONDS.toNanos(900);
    assertThat(round(2).stuckMillis()).isEqualTo(1_100);
    waitedNanos += TimeUnit.MILLISECONDS.toNanos(1_000);
    assertThat(round(3).stuckMillis()).isEqualTo(1_100);
  }

  @Test
  void aClosedLoopSaysSo() {
    loop.closed = true;
    assertThatThrownBy(() -> round(0)).isInstanceOf(RejectedExecutionException.class);
  }

  private LoopBeat round(long second) {
    return probe.round(TimeUnit.SECONDS.toNanos(second));
  }

  /** Runs what it was given when the test says so. */
  private static final class HandLoop extends AbstractEventExecutor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean closed;

    void run() {
      tasks.remove().run();
    }

    @Override
    public void execute(Runnable task) {
      if (closed) {
        throw new RejectedExecutionException();
      }
      tasks.add(task);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
      return false;
    }

    @Override
    public boolean isShuttingDown() {
      return closed;
    }

    @Override
    public boolean isShutdown() {
      return closed;
    }

    @Override
    public boolean isTerminated() {
      return closed;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return closed;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void shutdown() {
      throw new UnsupportedOperationException();
    }
  }
}
