package dev.drover.process;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All that listen to one child, and the wall between them and it. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final List<ProcessListener> EVERYWHERE =
      ServiceLoader.load(ProcessListener.class).stream().map(ServiceLoader.Provider::get).toList();

  private final List<ProcessListener> all;

  private Listeners(List<ProcessListener> all) {
    this.all = all;
  }

  static Listeners of(SpawnOptions options) {
    return options
        .listener()
        .map(own -> new Listeners(Stream.concat(EVERYWHERE.stream(), Stream.of(own)).toList()))
        .orElseGet(() -> new Listeners(EVERYWHERE));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void tell(Consumer<ProcessListener> event) {
    for (ProcessListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("the process listener " + listener + " failed", e);
      }
    }
  }
}
