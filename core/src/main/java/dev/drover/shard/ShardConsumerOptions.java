package dev.drover.shard;

import java.time.Duration;

/**
 * How a consumer of shards behaves.
 *
 * @param shards into how many the keys are divided, at least 1; all consumers of a name must say
 *     the same. Several for each consumer that there will ever be: 64 do for most
 * @param state what it keeps of each shard
 * @param minimumMembers of the cluster, below which no shard has an owner; more than half of all
 *     keeps a split cluster from having two owners for a shard. 0, the default, for no such limit
 * @param maxWaiting messages of one shard that wait in memory at the consumer, 1,000 by default;
 *     more wait at their senders
 * @param leaveTimeout how long it may take to hand its shards over when it is unregistered or
 *     undeployed, 10 s by default; then it ends like one that crashes
 * @param listener told of what happens
 */
public record ShardConsumerOptions(
    int shards,
    ShardState state,
    int minimumMembers,
    int maxWaiting,
    Duration leaveTimeout,
    ShardListener listener) {

  private static final int MOST_SHARDS = 4_096;

  public ShardConsumerOptions {
    if (shards < 1 || shards > MOST_SHARDS) {
      throw new IllegalArgumentException("shards must be 1 to " + MOST_SHARDS + ", was " + shards);
    }
    if (minimumMembers < 0) {
      throw new IllegalArgumentException("minimumMembers must be >= 0, was " + minimumMembers);
    }
    if (maxWaiting < 1) {
      throw new IllegalArgumentException("maxWaiting must be >= 1, was " + maxWaiting);
    }
    if (leaveTimeout.isNegative() || leaveTimeout.isZero()) {
      throw new IllegalArgumentException("leaveTimeout must be longer than 0, was " + leaveTimeout);
    }
    if (state == null || listener == null) {
      throw new IllegalArgumentException("state and listener must not be null; there are NONE");
    }
  }

  /** The defaults. */
  public static ShardConsumerOptions of(int shards) {
    return new ShardConsumerOptions(
        shards, ShardState.NONE, 0, 1_000, Duration.ofSeconds(10), ShardListener.NONE);
  }

  public ShardConsumerOptions withState(ShardState its) {
    return new ShardConsumerOptions(
        shards, its, minimumMembers, maxWaiting, leaveTimeout, listener);
  }

  public ShardConsumerOptions withMinimumMembers(int members) {
    return new ShardConsumerOptions(shards, state, members, maxWaiting, leaveTimeout, listener);
  }

  public ShardConsumerOptions withMaxWaiting(int most) {
    return new ShardConsumerOptions(shards, state, minimumMembers, most, leaveTimeout, listener);
  }

  public ShardConsumerOptions withLeaveTimeout(Duration timeout) {
    return new ShardConsumerOptions(shards, state, minimumMembers, maxWaiting, timeout, listener);
  }

  public ShardConsumerOptions withListener(ShardListener told) {
    return new ShardConsumerOptions(shards, state, minimumMembers, maxWaiting, leaveTimeout, told);
  }
}
