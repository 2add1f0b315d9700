package dev.drover.shard;

import io.vertx.core.Future;

/**
 * Handles the messages of the shards that a consumer owns, on the consumer's context.
 *
 * @param <T> type of the messages' bodies
 */
@FunctionalInterface
public interface ShardHandler<T> {
  /**
   * Handles one message. The next one of the same shard comes when the future has completed;
   * messages of other shards may come before.
   *
   * @return what the message is answered with if it is a request: the result, any type the event
   *     bus has a codec for; or the failure, as it is if it is a {@link
   *     io.vertx.core.eventbus.ReplyException}, else as one of type {@code RECIPIENT_FAILURE}
   * @throws Exception the same as a failed future
   */
  Future<?> handle(ShardMessage<T> message) throws Exception;
}
