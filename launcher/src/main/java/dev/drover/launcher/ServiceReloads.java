package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import dev.drover.control.ReloadSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes reloads of what the files of a run say then. Any thread. */
final class ServiceReloads implements ReloadSource {
  private final PlanSource source;
  private final Function<RunPlan, ServiceConfig> withClasses;

  /**
   * @param withClasses makes a plan's compiled classes loadable
   */
  ServiceReloads(PlanSource source, Function<RunPlan, ServiceConfig> withClasses) {
    this.source = source;
    this.withClasses = withClasses;
  }

  @Override
  public Found read(List<String> services) {
    PlanSource.Reading reading = asConfig(source::read);
    List<String> kept = services.stream().filter(reading.services()::contains).toList();
    if (kept.isEmpty()) {
      throw new ConfigException(reading.notTaken());
    }
    return new Found(kept, reading.notTaken(), new Configs(reading, kept));
  }

  /** The services of one reload: all are planned, and compiled, before the first is replaced. */
  private final class Configs implements UnaryOperator<ServiceConfig> {
    private final PlanSource.Reading reading;
    private final List<String> services;
    private Map<String, ServiceConfig> planned;

    Configs(PlanSource.Reading reading, List<String> services) {
      this.reading = reading;
      this.services = services;
    }

    @Override
    public synchronized ServiceConfig apply(ServiceConfig before) {
      if (planned == null) {
        Map<String, ServiceConfig> all = new HashMap<>();
        asConfig(() -> reading.plan(services))
            .forEach(plan -> all.put(plan.service().name(), withClasses.apply(plan)));
        planned = all;
      }
      return planned.get(before.name());
    }
  }

  /** What is wrong with the configuration is told as that; other failures stay what they are. */
  private static <T> T asConfig(Supplier<T> action) {
    try {
      return action.get();
    } catch (LaunchFailure e) {
      throw e.code() == ExitCode.FAILED ? e : new ConfigException(e.lines());
    }
  }
}
