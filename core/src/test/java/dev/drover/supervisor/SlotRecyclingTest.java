package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.replica.ChannelMessage;
import dev.drover.replica.Vitals;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a slot has its replica recycled, and when not. */
final class SlotRecyclingTest extends ServingSlot {
  private static final Duration MOMENT = Duration.ofMillis(30);

  @Test
  void aReplicaThatIsDueIsReplacedButItsFollowerNotAtOnce() throws Exception {
    served(0, 749);
    served(0, 1_000);
    served(0, 1_001);
    assertThat(events.await("recycling"))
        .isEqualTo("recycling web#1 1000000000 has got 1000 requests");
    assertThat(replicas.spawned).hasSize(2);
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    served(1, 1_000);
    events.await("draining web#1 RELOAD");
    end(0, 0);
    events.await("recycle paused web#1 1m");
    served(1, 1_000);
    assertThat(slot.status().generation()).isEqualTo(1);
    assertThat(events.count("recycling")).isEqualTo(1);
    assertThat(replicas.spawned).hasSize(2);
  }

  @Test
  void aRecyclingThatFailsIsToldAndNotTriedAgainAtOnce() throws Exception {
    served(0, 1_000);
    connect(1);
    say(1, new ChannelMessage.StartFailed(List.of("no database")));
    end(1, 1);
    assertThat(events.await("recycle failed"))
        .isEqualTo("recycle failed web#1 did not start [no database]");
    served(0, 1_001);
    assertThat(replicas.spawned).hasSize(2);
    oldServesAsBefore();
  }

  @Test
  void aRecyclingWaitsForAnotherChangeAndIsNoneWhenThatHasReplacedTheReplica() throws Exception {
    Future<Void> reload =
        call(() -> changes.run("reload", false, () -> slot.replace(fresh, MOMENT)));
    served(0, 1_000);
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    events.await("draining web#1 RELOAD");
    end(0, 0);
    Running.await(reload);
    on(() -> {});
    assertThat(events.count("recycling")).isZero();
    assertThat(replicas.spawned).hasSize(2);
  }

  private void served(int replica, long requests) throws Exception {
    Vitals vitals = new Vitals(0, 0, 0, 0, 1, 0, 0, requests, 0, 1);
    say(replica, new ChannelMessage.Beat(false, vitals, List.of()));
  }
}
