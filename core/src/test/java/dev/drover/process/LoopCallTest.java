package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopCallTest {
  private static final long TIMER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  @Test
  void aTaskThatGoesOnAndOnLetsTimersPass() throws Exception {
    assumeTrue(Epoll.isAvailable(), "epoll is Linux'");
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      IoEventLoop loop = group.next();
      CompletableFuture<Integer> turnsOverdue = new CompletableFuture<>();
      loop.execute(new Endless(loop, turnsOverdue)::begin);
      assertThat(turnsOverdue.get(30, TimeUnit.SECONDS)).isLessThanOrEqualTo(2);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** Counts its turns after a timer was due and before it came. */
  private static final class Endless {
    private final IoEventLoop loop;
    private final CompletableFuture<Integer> result;
    private long due;
    private int overdue;

    Endless(IoEventLoop loop, CompletableFuture<Integer> result) {
      this.loop = loop;
      this.result = result;
    }

    void begin() {
      loop.schedule(() -> result.complete(overdue), TIMER_NANOS, TimeUnit.NANOSECONDS);
      due = System.nanoTime() + TIMER_NANOS;
      turn();
    }

    private void turn() {
      if (!result.isDone()) {
        overdue += System.nanoTime() > due ? 1 : 0;
        LoopCall.afterEvents(loop, this::turn);
      }
    }
  }
}
