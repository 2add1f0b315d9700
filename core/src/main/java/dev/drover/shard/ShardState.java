package dev.drover.shard;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * What a consumer keeps in memory of each shard, and takes along when the shard moves to another.
 * Called on the consumer's context.
 */
public interface ShardState {
  /** A consumer that keeps nothing. */
  ShardState NONE = new ShardState() {};

  /**
   * The shard is this consumer's from now on. Its first message comes when the future has
   * completed; if it fails, that is logged, and it is called again after a while, 0.5 s first and
   * 15 s at most.
   *
   * @param state what the last owner's {@link #release} gave; null if there was no last owner, or
   *     it has crashed, or it gave nothing
   */
  default Future<Void> restore(int shard, Buffer state) {
    return Future.succeededFuture();
  }

  /**
   * The shard is not this consumer's any more. Its last message has been handled; the next owner
   * begins after the future has completed. Should the next owner be gone by then, {@link #restore}
   * is called with the state again.
   *
   * @return what the next owner's {@link #restore} is given, null for nothing; a failure is logged
   *     and counts as nothing. It travels as one message of the event bus: some MB are fine
   */
  default Future<Buffer> release(int shard) {
    return Future.succeededFuture();
  }
}
