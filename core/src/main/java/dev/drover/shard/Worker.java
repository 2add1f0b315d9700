package dev.drover.shard;

import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;

/** What a consumer does, wherever it does it; it is the node's thread that is told. */
interface Worker {
  void handle(Parcel parcel, Completable<Object> done);

  void restore(int shard, Buffer state, Completable<Void> done);

  void release(int shard, Completable<Buffer> done);
}
