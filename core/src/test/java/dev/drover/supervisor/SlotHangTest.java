package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.replica.ChannelMessage;
import dev.drover.replica.LoopBeat;
import dev.drover.replica.Vitals;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a slot does about a replica that hangs. */
final class SlotHangTest extends ServingSlot {
  private static final Duration MOMENT = Duration.ofMillis(30);
  private static final Duration NEVER = Duration.ofHours(1);

  @Test
  void aHungReplicaGoesWhenANewOneIsReady() throws Exception {
    hang();
    events.await("starting", 2);
    assertThat(events.count("draining")).isZero();
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    events.await("draining web#1 RELOAD");
    assertThat(slot.status().pid()).isEqualTo(replicas.spawned.get(1).pid());
    end(0, 0);
    assertThat(events.await("exited")).contains("hung: event loop loop blocked for 10s");
  }

  @Test
  void aHungReplicaGoesThoughTheNewOneFails() throws Exception {
    hang();
    events.await("starting", 2);
    end(1, 1);
    assertThat(events.await("draining")).isEqualTo("draining web#1 HUNG");
    end(0, 0);
    events.await("starting", 3);
  }

  @Test
  void aReloadThatReplacesTheHungReplicaIsEnough() throws Exception {
    Future<Void> reload =
        call(() -> changes.run("reload", false, () -> slot.replace(fresh, MOMENT)));
    hang();
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    assertThat(events.await("draining")).isEqualTo("draining web#1 RELOAD");
    end(0, 0);
    Running.await(reload);
    on(() -> {});
    assertThat(replicas.spawned).hasSize(2);
    assertThat(slot.status().pid()).isEqualTo(replicas.spawned.get(1).pid());
  }

  @Test
  void aNewReplicaThatHangsGoesAndTheOldOneServesAsBefore() throws Exception {
    call(() -> slot.replace(fresh, NEVER));
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    hang(1);
    assertThat(events.await("draining")).isEqualTo("draining web#1 HUNG");
    end(1, 0);
    assertThat(replicas.spawned).hasSize(2);
    oldServesAsBefore();
  }

  private void hang() throws Exception {
    hang(0);
  }

  private void hang(int replica) throws Exception {
    Vitals vitals = new Vitals(0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    List<LoopBeat> loops = List.of(new LoopBeat("loop", 10_000, 0));
    say(replica, new ChannelMessage.Beat(false, vitals, loops));
    while (sent.stream().noneMatch(line -> line.contains("\"askStacks\""))) {
      Thread.onSpinWait();
    }
    say(replica, new ChannelMessage.Stacks(1, List.of(), "dump"));
  }
}
