package shop;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;

/**
 * A service behind a circuit breaker. One that fails or is slow is left alone for a while, and then
 * tried with one request: a page never waits for it longer than {@link #PATIENCE_MILLIS}, and not
 * at all while the circuit is open.
 */
final class Guarded<S> {
  private static final int PATIENCE_MILLIS = 500;
  private static final int FAILURES = 3;
  private static final int PAUSE_MILLIS = 1_000;

  private final S service;
  private final CircuitBreaker breaker;

  /**
   * @param name in messages
   */
  Guarded(Vertx vertx, String name, S service) {
    this.service = service;
    CircuitBreakerOptions options =
        new CircuitBreakerOptions()
            .setTimeout(PATIENCE_MILLIS)
            .setMaxFailures(FAILURES)
            .setResetTimeout(PAUSE_MILLIS);
    breaker =
        CircuitBreaker.create(name, vertx, options)
            .openHandler(open -> System.out.println("pages go without " + name))
            .closeHandler(closed -> System.out.println("pages have " + name + " again"));
  }

  /** What the service says; fails when it does not. */
  <T> Future<T> ask(Function<S, Future<T>> question) {
    return breaker.execute(() -> question.apply(service));
  }

  /** To be called when nothing is asked any more. */
  void close() {
    breaker.close();
  }
}
