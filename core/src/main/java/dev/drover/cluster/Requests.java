package dev.drover.cluster;

import dev.drover.restart.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Requests on the event bus that outlive the replica they were sent to. */
public final class Requests {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private Requests() {}

  /** With {@link RequestRetry#DEFAULT} and Vert.x' own delivery options. */
  public static <T> Future<Message<T>> requestWithRetry(Vertx vertx, String address, Object body) {
    return requestWithRetry(vertx, address, body, new DeliveryOptions(), RequestRetry.DEFAULT);
  }

  /**
   * As {@link io.vertx.core.eventbus.EventBus#request(String, Object, DeliveryOptions)}, and sent
   * again when it had no handler ({@link ReplyFailure#NO_HANDLERS}), when the member that got it is
   * gone ({@link MemberLostException}), and if so wished after a timeout. In the latter two cases a
   * handler may have acted on it before: <b>for idempotent requests only</b>. What a handler itself
   * answers, be it a failure, is the answer.
   *
   * <p>Between two attempts it pauses for anything from nothing to a bound (full jitter) that grows
   * from 10 ms x1.5 with each to 1 s.
   *
   * @param body is sent with every attempt: it must not be changed meanwhile
   * @param options for each attempt; the send timeout is cut to what is left of the deadline
   * @return the reply, or the failure of the last attempt; completes on the caller's context, or a
   *     new one where there is none
   */
  public static <T> Future<Message<T>> requestWithRetry(
      Vertx vertx, String address, Object body, DeliveryOptions options, RequestRetry retry) {
    return withRetry(
        vertx, options, retry, delivery -> vertx.eventBus().<T>request(address, body, delivery));
  }

  /**
   * The same for what is requested in another way.
   *
   * @param request one attempt, with the options that are meant for it
   */
  public static <T> Future<T> withRetry(
      Vertx vertx,
      DeliveryOptions options,
      RequestRetry retry,
      Function<DeliveryOptions, Future<T>> request) {
    return new Attempts<>(vertx, options, retry, request).next(1);
  }

  private static final class Attempts<T> {
    private final Vertx vertx;
    private final DeliveryOptions options;
    private final RequestRetry retry;
    private final Function<DeliveryOptions, Future<T>> request;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final long end;

    Attempts(
        Vertx vertx,
        DeliveryOptions options,
        RequestRetry retry,
        Function<DeliveryOptions, Future<T>> request) {
      this.vertx = vertx;
      this.options = options;
      this.retry = retry;
      this.request = request;
      this.end = System.nanoTime() + retry.deadline().toNanos();
    }

    Future<T> next(int attempt) {
      DeliveryOptions cut = new DeliveryOptions(options);
      cut.setSendTimeout(Math.max(1, Math.min(options.getSendTimeout(), leftMillis())));
      return request.apply(cut).recover(failure -> again(attempt, failure));
    }

    private Future<T> again(int attempt, Throwable failure) {
      if (attempt == retry.attempts() || !isWorthAnother(failure)) {
        return Future.failedFuture(failure);
      }
      Duration pause = backoff.next(Duration.ZERO, ThreadLocalRandom.current()::nextLong);
      if (pause.toMillis() >= leftMillis()) {
        return Future.failedFuture(failure);
      }
      return vertx.timer(Math.max(1, pause.toMillis())).compose(paused -> next(attempt + 1));
    }

    private boolean isWorthAnother(Throwable failure) {
      return MemberLostException.is(failure)
          || failure instanceof ReplyException reply && isWorthAnother(reply.failureType());
    }

    private boolean isWorthAnother(ReplyFailure type) {
      return type == ReplyFailure.NO_HANDLERS || type == ReplyFailure.TIMEOUT && retry.onTimeout();
    }

    private long leftMillis() {
      return (end - System.nanoTime()) / 1_000_000;
    }
  }
}
