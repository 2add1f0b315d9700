package dev.drover.shard;

import io.vertx.core.Future;
import java.util.List;

/** A consumer of shards; ends with the verticle that made it. Any thread. */
public interface ShardConsumer {
  /** The name it was registered with. */
  String name();

  /**
   * Completes when the cluster knows of the consumer; its share of the shards follows. Fails if it
   * cannot be one, because the others divide the keys into another number of shards.
   */
  Future<Void> ready();

  /** The shards that it serves at the moment, in order. */
  Future<List<Integer>> shards();

  /**
   * Hands its shards over to other consumers, with all guarantees of a planned move. Completes when
   * it has none any more and is no consumer, or after {@link ShardConsumerOptions#leaveTimeout}.
   */
  Future<Void> unregister();
}
