package dev.drover.shard;

import java.time.Instant;

/** What has happened to one shard at this node. One thread. */
final class ShardCounts {
  long handled;
  long failed;
  private long moves;
  private long lastMove;

  void moved(long now) {
    moves++;
    lastMove = now;
  }

  ShardStatistics statistics(String name, int shard, boolean owned, int inFlight) {
    Instant last = moves == 0 ? null : Instant.ofEpochMilli(lastMove);
    return new ShardStatistics(name, shard, owned, handled, failed, inFlight, moves, last);
  }
}
