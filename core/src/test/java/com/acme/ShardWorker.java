package com.acme;

import dev.drover.shard.ShardConsumerOptions;
import dev.drover.shard.ShardMessage;
import dev.drover.shard.ShardState;
import dev.drover.shard.Shards;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the messages of each shard, takes the counts along when shards move, and logs it all. */
public final class ShardWorker extends VerticleBase implements ShardState {
  private static final AtomicInteger INSTANCES = new AtomicInteger();
  private static final long WORK_MILLIS = 2;

  private final String me = ProcessHandle.current().pid() + "/" + INSTANCES.incrementAndGet();
  private final Map<Integer, Integer> counts = new HashMap<>();
  private final ShardLog log = new ShardLog("worker-" + me.replace('/', '-'));

  @Override
  public Future<?> start() {
    return Shards.<String>consumer(
            vertx, "orders", ShardConsumerOptions.of(64).withState(this), this::handle)
        .ready();
  }

  private Future<?> handle(ShardMessage<String> message) {
    log.write("begin", message.shard(), me, message.body());
    counts.merge(message.shard(), 1, Integer::sum);
    return vertx
        .timer(WORK_MILLIS)
        .map(
            worked -> {
              log.write("end", message.shard(), me);
              return me;
            });
  }

  @Override
  public Future<Void> restore(int shard, Buffer state) {
    log.write("restore", shard, me, state == null ? "-" : state.toString());
    counts.put(shard, state == null ? 0 : Integer.parseInt(state.toString()));
    return Future.succeededFuture();
  }

  @Override
  public Future<Buffer> release(int shard) {
    int count = counts.remove(shard);
    log.write("release", shard, me, count);
    return Future.succeededFuture(Buffer.buffer("" + count));
  }
}
