package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage.Beat;
import dev.drover.replica.LoopBeat;
import dev.drover.replica.Vitals;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes rates of a replica's counts: between its last two beats, by its own clock. Confined to one
 * thread.
 */
public final class StatsMeter {
  private Vitals last;

  public ReplicaStats heard(Beat beat) {
    Vitals now = beat.vitals();
    Vitals before = last == null ? now : last;
    last = now;
    double nanos = Math.max(1, now.upNanos() - before.upNanos());
    double seconds = nanos / TimeUnit.SECONDS.toNanos(1);
    double cpu = now.cpuNanos() < 0 ? -1 : 100 * (now.cpuNanos() - before.cpuNanos()) / nanos;
    double gcNanos = TimeUnit.MILLISECONDS.toNanos(now.gcMillis() - before.gcMillis());
    long lag = beat.loops().stream().mapToLong(LoopBeat::lagMicros).max().orElse(0);
    return new ReplicaStats(
        cpu,
        now.rssBytes(),
        now.heapUsedBytes(),
        now.heapMaxBytes(),
        Math.min(100, 100 * gcNanos / nanos),
        beat.loops().size(),
        Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(lag)),
        now.connections(),
        now.requests(),
        (now.requests() - before.requests()) / seconds,
        now,
        beat.debugged());
  }
}
