package dev.drover.control;

import dev.drover.config.ServiceConfig;
import java.util.List;
import java.util.function.UnaryOperator;

/** Where a reload learns what its services are to be. */
@FunctionalInterface
public interface ReloadSource {
  /** The services stay as they are configured; what their class paths name is read again. */
  ReloadSource AS_IT_WAS = services -> new Found(services, List.of(), UnaryOperator.identity());

  /**
   * What a reload found.
   *
   * @param services those of the wanted ones that are to be reloaded
   * @param notTaken what has changed and a reload does not take over, and what to do about it; a
   *     line each, for people
   * @param next makes the configuration of each of the services from the one before, as {@link
   *     dev.drover.supervisor.ReloadOptions#withNext}
   */
  record Found(List<String> services, List<String> notTaken, UnaryOperator<ServiceConfig> next) {
    public Found {
      services = List.copyOf(services);
      notTaken = List.copyOf(notTaken);
    }
  }

  /**
   * Called once for each reload, before any service is touched, on a worker thread; may block.
   *
   * @param services that are to be reloaded, in the order in which they are
   * @throws dev.drover.config.ConfigException with every problem, when what they are to be is wrong
   */
  Found read(List<String> services);
}
