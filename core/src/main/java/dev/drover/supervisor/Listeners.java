package dev.drover.supervisor;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Everybody who wants to know; the failure of one is neither the others' nor the supervisor's. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<SupervisorListener> all = new CopyOnWriteArrayList<>();

  void add(SupervisorListener listener) {
    all.add(listener);
  }

  void tell(Consumer<SupervisorListener> event) {
    for (SupervisorListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("a supervisor's listener failed", e);
      }
    }
  }
}
