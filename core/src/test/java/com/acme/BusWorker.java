package com.acme;

import dev.drover.replica.ThisReplica;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * Answers requests at {@code work} after a while; counts what is published at {@code news}, and
 * when it stops says whether each came once: see {@link BusLoad}.
 */
public final class BusWorker extends VerticleBase {
  private static final long WORK_MILLIS = 50;
  private static final long PID = ProcessHandle.current().pid();

  private long first = -1;
  private long last = -1;
  private long lost;
  private long doubled;

  @Override
  public Future<?> start() {
    return Future.join(
        vertx.eventBus().consumer("news", this::hear).completion(),
        vertx.eventBus().consumer("work", this::work).completion());
  }

  private void work(Message<Object> request) {
    vertx.setTimer(WORK_MILLIS, timer -> request.reply(PID));
  }

  private void hear(Message<Long> news) {
    long number = news.body();
    if (first < 0) {
      first = number;
    } else if (number <= last) {
      doubled++;
      return;
    } else {
      lost += number - last - 1;
    }
    last = number;
  }

  @Override
  public Future<?> stop() {
    return ThisReplica.current()
        .orElseThrow()
        .send(
            new JsonObject()
                .put("first", first)
                .put("last", last)
                .put("lost", lost)
                .put("doubled", doubled));
  }
}
