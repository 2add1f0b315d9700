package dev.drover.supervisor;

import dev.drover.supervisor.ReloadException.Reason;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Reloads and changes of scale of one service: one at a time, in the order they were asked for.
 * Confined to the supervisor's context.
 */
final class Changes {
  private final String service;
  private Future<?> last = Future.succeededFuture();
  private String what;

  Changes(String service) {
    this.service = service;
  }

  /**
   * @param name of the change, for whoever is refused meanwhile
   * @param wait for what is under way, instead of being refused
   * @return fails with a {@link ReloadException} when refused
   */
  <T> Future<T> run(String name, boolean wait, Supplier<Future<T>> change) {
    if (!last.isComplete() && !wait) {
      return Future.failedFuture(
          new ReloadException(
              Reason.REFUSED,
              "a %s of %s is under way; wait for it, or ask to wait".formatted(what, service)));
    }
    Future<T> next =
        last.transform(
            before -> {
              what = name;
              return change.get();
            });
    last = next;
    return next;
  }
}
