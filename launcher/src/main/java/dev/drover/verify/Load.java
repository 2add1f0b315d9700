package dev.drover.verify;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Requests at a fixed rate, whatever becomes of them: a service that stands still does not hold up
 * the next. Latency counts from when a request was due. All on one event loop; the methods may be
 * called on any thread.
 */
final class Load {
  /** More than this many without an answer: the next is not sent, and counts as lost. */
  private static final int MOST_IN_FLIGHT = 10_000;

  private static final long TICK_MILLIS = 1;

  private final VerifyOptions options;
  private final LoadTarget target;
  private final Vertx vertx;
  private final Context context;
  private final Victims victims;
  private final Connections connections;
  private final Random random;
  private final Tally tally = new Tally();
  private final Promise<Tally> end = Promise.promise();
  private volatile Phase phase = Phase.STEADY;
  private long began;
  private long due;
  private int inFlight;
  private long timer;
  private boolean stopped;

  Load(Vertx vertx, LoadTarget target, VerifyOptions options, Victims victims) {
    this.vertx = vertx;
    this.options = options;
    this.target = target;
    this.victims = victims;
    context = vertx.getOrCreateContext();
    random = new Random(options.seed());
    // So many that each is in use several times a second.
    int kept = Math.max(2, Math.min(64, options.rate() / 20));
    connections = new Connections(vertx, target, kept, options.timeout());
  }

  /** One request, before the load: completes with the status of the answer. */
  Future<Integer> probe() {
    Promise<Integer> status = Promise.promise();
    context.runOnContext(
        go ->
            new Exchange(vertx, target, options.timeout())
                .run(connections.open(), true)
                .map(answer -> answer.status())
                .onComplete(status));
    return status.future();
  }

  void start() {
    context.runOnContext(
        go -> {
          began = System.nanoTime();
          timer = vertx.setPeriodic(TICK_MILLIS, tick -> sendDue());
        });
  }

  /** Of the requests that are due from now on. */
  void phase(Phase newPhase) {
    phase = newPhase;
  }

  /** Sends no more; completes when the last answer is there, or can no longer come. */
  Future<Tally> stop() {
    context.runOnContext(
        go -> {
          stopped = true;
          vertx.cancelTimer(timer);
          endIfDone();
        });
    return end.future();
  }

  private void sendDue() {
    long passed = System.nanoTime() - began;
    long until = passed / TimeUnit.SECONDS.toNanos(1) * options.rate();
    until += passed % TimeUnit.SECONDS.toNanos(1) * options.rate() / TimeUnit.SECONDS.toNanos(1);
    while (due < until) {
      send(began + due * TimeUnit.SECONDS.toNanos(1) / options.rate());
      due++;
    }
  }

  private void send(long intended) {
    Phase then = phase;
    if (inFlight >= MOST_IN_FLIGHT) {
      tally.lost(then, FailureKind.NOT_SENT, Duration.ZERO, MOST_IN_FLIGHT + " wait for answers");
      return;
    }
    inFlight++;
    boolean single = random.nextInt(100) < options.newConnections();
    Exchange exchange = new Exchange(vertx, target, options.timeout());
    exchange
        .run(single ? connections.open() : connections.take(), single)
        .onComplete(
            answer -> {
              if (answer.failed()) {
                failed(then, exchange, intended, answer.cause());
              } else {
                answered(then, answer.result().status(), intended);
                keep(exchange, answer.result().reusable() && !single);
              }
              inFlight--;
              endIfDone();
            });
  }

  private void answered(Phase then, int status, long intended) {
    if (status >= 400) {
      lost(then, FailureKind.STATUS, intended, "status " + status);
    } else {
      tally.answered(then, System.nanoTime() - intended);
    }
  }

  private void keep(Exchange exchange, boolean reusable) {
    if (reusable) {
      connections.giveBack(exchange.connection());
    } else {
      exchange.connection().http().close();
    }
  }

  private void failed(Phase then, Exchange exchange, long intended, Throwable failure) {
    FailureKind kind = FailureKind.of(failure);
    Connections.Open connection = exchange.connection();
    boolean ofVictim =
        connection == null
            ? kind == FailureKind.RESET && victims.mayHaveHad(exchange.began(), System.nanoTime())
            : victims.had(connection.port(), connection.opened());
    if (ofVictim) {
      tally.inFlight(then, kind);
    } else {
      String where = connection == null ? "connecting" : "on port " + connection.port();
      lost(then, kind, intended, where + ": " + failure);
    }
  }

  private void lost(Phase then, FailureKind kind, long intended, String what) {
    tally.lost(then, kind, Duration.ofNanos(System.nanoTime() - intended), what);
  }

  private void endIfDone() {
    if (stopped && inFlight == 0) {
      connections.close().onComplete(closed -> end.tryComplete(tally));
    }
  }
}
