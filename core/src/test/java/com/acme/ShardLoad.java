package com.acme;

import dev.drover.cluster.MemberLostException;
import dev.drover.replica.ThisReplica;
import dev.drover.shard.Shards;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends so many requests a second to {@code orders}, numbered per key, and logs what became of
 * each; says when it begins, and, told to stop, when all have an end.
 */
public final class ShardLoad extends VerticleBase {
  private static final int PER_SECOND = Integer.parseInt(System.getenv("SHARD_PER_SECOND"));
  private static final int KEYS = 300;
  private static final long TICK_MILLIS = 5;

  private final ThisReplica replica = ThisReplica.current().orElseThrow();
  private final String me = "" + ProcessHandle.current().pid();
  private final ShardLog log = new ShardLog("load-" + me);
  private final Map<String, Integer> numbers = new HashMap<>();
  private long began;
  private long sent;
  private int open;
  private boolean stopping;

  @Override
  public Future<?> start() {
    replica.onMessage(vertx, stop -> stopping = true);
    began = System.nanoTime();
    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
    return replica.send("begun");
  }

  private void tick() {
    long due = (System.nanoTime() - began) / 1_000_000 * PER_SECOND / 1_000;
    if (stopping) {
      if (open == 0) {
        open = -1;
        replica.send("done");
      }
      return;
    }
    // What a stall of this JVM has kept it from is not made up for.
    sent = Math.max(sent, due - PER_SECOND / 5);
    while (sent < due) {
      sent++;
      send("k" + (sent * 7919) % KEYS);
    }
  }

  private void send(String key) {
    String body = me + " " + key + " " + numbers.merge(key, 1, Integer::sum);
    open++;
    Shards.request(vertx, "orders", key, body)
        .onComplete(
            (answer, failure) -> {
              open--;
              if (failure == null) {
                log.write("done", body);
              } else if (MemberLostException.is(failure)) {
                log.write("unknown", body);
              } else {
                log.write("failed", body, failure);
              }
            });
  }
}
