package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopRequestsTest {
  private final List<String> done = new ArrayList<>();
  private long now = -5;
  private final StopRequests requests =
      new StopRequests(() -> done.add("drain"), () -> done.add("kill"), () -> now);

  private void signalAfter(Duration time) {
    now += time.toNanos();
    requests.run();
  }

  @Test
  void theFirstSignalDrainsAndALaterOneKills() {
    signalAfter(Duration.ZERO);
    assertThat(done).containsExactly("drain");
    signalAfter(Duration.ofSeconds(1));
    assertThat(done).containsExactly("drain", "kill");
  }

  @Test
  void twoSignalsAtOnceAreOneRequest() {
    signalAfter(Duration.ZERO);
    signalAfter(Duration.ofMillis(1));
    assertThat(done).containsExactly("drain");
  }
}
