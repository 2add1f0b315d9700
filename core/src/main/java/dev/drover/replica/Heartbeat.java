package dev.drover.replica;

import dev.drover.socket.EventLoops;
import dev.drover.socket.ServerSockets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells the supervisor at an interval that this JVM runs, which of its event loops come round, and
 * how it is. Has a thread of its own: nothing that the application does keeps it from beating but
 * what keeps the whole JVM. Where there is no memory left even for this, there is no beat.
 */
final class Heartbeat {
  private final ReplicaChannel channel;
  private final ServerSockets sockets;
  private final EventLoops loops;
  private boolean started;

  Heartbeat(ReplicaChannel channel, ServerSockets sockets) {
    this.channel = channel;
    this.sockets = sockets;
    this.loops = sockets.eventLoops();
  }

  /** Beats from now on, for as long as the JVM lives; only the first call counts. */
  void start(Duration interval) {
    if (!started) {
      started = true;
      Thread thread = new Thread(() -> beat(interval), "drover-beat");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** On the channel's thread. */
  void sendStacks(ChannelMessage.AskStacks asked) {
    List<ThreadStack> stacks = ThreadDumps.stacks(loops.threads(), Set.copyOf(asked.threads()));
    channel.send(new ChannelMessage.Stacks(asked.id(), stacks, ThreadDumps.text()));
  }

  private void beat(Duration interval) {
    OwnBeats beats = new OwnBeats(sockets, interval);
    CountDownLatch never = new CountDownLatch(1);
    try {
      do {
        beatOnce(beats);
      } while (!channel.ended() && !never.await(interval.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      // Only the application could do that: it wants to be taken for hung.
    }
  }

  private void beatOnce(OwnBeats beats) {
    try {
      channel.send(beats.next());
    } catch (OutOfMemoryError e) {
      // The supervisor misses the beat.
    }
  }
}
