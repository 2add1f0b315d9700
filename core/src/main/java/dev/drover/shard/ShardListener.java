package dev.drover.shard;

/**
 * Told of what happens to shards at a consumer, for metrics. Called on the consumer's context; must
 * not block.
 */
public interface ShardListener {
  /** One that nobody needs. */
  ShardListener NONE = new ShardListener() {};

  /** The shard is the consumer's, and its state is restored. */
  default void arrived(String name, int shard) {}

  /** The shard is not the consumer's any more, and its state is released. */
  default void left(String name, int shard) {}

  /**
   * A message has been handled.
   *
   * @param nanos which that took
   * @param failure null for none
   */
  default void handled(String name, int shard, long nanos, Throwable failure) {}
}
