package com.acme;

import dev.drover.cluster.MemberLostException;
import dev.drover.cluster.RequestRetry;
import dev.drover.cluster.Requests;
import dev.drover.replica.ThisReplica;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps so many requests to {@code work} in flight, half of them with retries, and publishes so
 * many numbers a second at {@code news}; says when replies flow, and, told to stop, what became of
 * them. It stops when each of the workers it was told of has answered since.
 */
public final class BusLoad extends VerticleBase {
  private static final int CONCURRENT = Integer.parseInt(System.getenv("BUS_CONCURRENT"));
  private static final int PER_SECOND = Integer.parseInt(System.getenv("BUS_PER_SECOND"));
  private static final long TICK_MILLIS = 5;
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(20_000);

  private final ThisReplica replica = ThisReplica.current().orElseThrow();
  private final TreeMap<String, Integer> plain = new TreeMap<>();
  private final TreeMap<String, Integer> retried = new TreeMap<>();
  private final JsonArray losses = new JsonArray();
  private long began;
  private long published;
  private long slowestFailure;
  private long slowest;
  private final Set<Long> awaited = new HashSet<>();
  private boolean told;
  private int inFlight;
  private long ended;
  private boolean stopping;

  @Override
  public Future<?> start() {
    replica.onMessage(vertx, stop -> stopAfter((JsonObject) stop));
    for (int i = 0; i < CONCURRENT; i++) {
      next(i % 2 == 0);
    }
    began = System.nanoTime();
    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
    return Future.succeededFuture();
  }

  private void stopAfter(JsonObject stop) {
    stop.getJsonArray("after").forEach(pid -> awaited.add(((Number) pid).longValue()));
    told = true;
  }

  private void tick() {
    stopping = told && awaited.isEmpty();
    if (stopping) {
      if (inFlight == 0) {
        inFlight = -1;
        report();
      }
      return;
    }
    long due = (System.nanoTime() - began) / 1_000_000 * PER_SECOND / 1_000;
    // What a stall of this JVM has kept it from is not made up for at once.
    long now = Math.min(due, published + PER_SECOND / 5);
    while (published < now) {
      vertx.eventBus().publish("news", published++);
    }
  }

  private void next(boolean retries) {
    inFlight++;
    long sent = System.nanoTime();
    Future<Message<Object>> request =
        retries
            ? Requests.requestWithRetry(vertx, "work", sent, PATIENT, RequestRetry.DEFAULT)
            : vertx.eventBus().request("work", sent, PATIENT);
    request.onComplete(
        (reply, failure) -> {
          inFlight--;
          awaited.remove(failure == null ? reply.body() : null);
          count(retries ? retried : plain, failure, System.nanoTime() - sent);
          if (++ended == CONCURRENT) {
            replica.send(new JsonObject().put("flows", true));
          }
          // Not from here: one that fails at once would call itself.
          vertx.runOnContext(go -> nextUnlessStopping(retries));
        });
  }

  private void nextUnlessStopping(boolean retries) {
    if (!stopping) {
      next(retries);
    }
  }

  private void count(TreeMap<String, Integer> counts, Throwable failure, long nanos) {
    String kind = "done";
    slowest = Math.max(slowest, nanos / 1_000_000);
    if (failure != null) {
      noteLoss();
      slowestFailure = Math.max(slowestFailure, nanos / 1_000_000);
      kind =
          MemberLostException.is(failure)
              ? "lost"
              : failure instanceof ReplyException reply
                  ? reply.failureType().name()
                  : failure.toString();
    }
    counts.merge(kind, 1, Integer::sum);
  }

  /** When each of the kills was felt first. */
  private void noteLoss() {
    long now = System.currentTimeMillis();
    if (losses.isEmpty() || now - losses.getLong(losses.size() - 1) > 500) {
      losses.add(now);
    }
  }

  private void report() {
    replica.send(
        new JsonObject()
            .put("plain", new JsonObject(new TreeMap<>(plain)))
            .put("retried", new JsonObject(new TreeMap<>(retried)))
            .put("slowestFailure", slowestFailure)
            .put("slowest", slowest)
            .put("losses", losses)
            .put("published", published));
  }
}
