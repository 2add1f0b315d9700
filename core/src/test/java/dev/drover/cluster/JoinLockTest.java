package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JoinLockTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final int port = new ClusterPorts().portOf(1);

  @Test
  void nextOneGetsItWhenTheHolderLetsGo() throws IOException {
    JoinLock first = acquire(LONG);
    CompletableFuture<JoinLock> second = CompletableFuture.supplyAsync(() -> acquire(LONG));
    CompletableFuture<JoinLock> third = CompletableFuture.supplyAsync(() -> acquire(LONG));
    assertThat(acquire(SHORT).isHeld()).isFalse();
    assertThat(second).isNotDone();
    assertThat(third).isNotDone();

    first.close();
    JoinLock next = (JoinLock) CompletableFuture.anyOf(second, third).join();
    assertThat(next.isHeld()).isTrue();
    assertThat(second.isDone() && third.isDone()).isFalse();

    next.close();
    assertThat(second.join().isHeld()).isTrue();
    assertThat(third.join().isHeld()).isTrue();
    second.join().close();
    third.join().close();
  }

  private JoinLock acquire(Duration patience) {
    try {
      return JoinLock.acquire(port, patience);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
