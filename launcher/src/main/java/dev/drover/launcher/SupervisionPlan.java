package dev.drover.launcher;

import dev.drover.config.ClusterConfig;
import dev.drover.config.DroverConfig;
import dev.drover.config.LogPolicy;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import dev.drover.config.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What one supervisor is to keep alive.
 *
 * @param name of the supervisor
 * @param services at least one, all with replicas
 * @param cluster of the event bus
 * @param strategy what becomes of the others when a service is out
 * @param logs null when what the replicas write is not kept
 * @param file null when it is of a command line without a configuration file
 * @param source of what its files say later
 */
record SupervisionPlan(
    String name,
    List<RunPlan> services,
    ClusterConfig cluster,
    Strategy strategy,
    LogPolicy logs,
    Path file,
    PlanSource source) {

  /**
   * Of a command line without a configuration file.
   *
   * @param cluster of the event bus
   * @param again plans it anew, as the files are then
   */
  static SupervisionPlan of(RunPlan plan, ClusterConfig cluster, Supplier<RunPlan> again) {
    String name = plan.service().name();
    PlanSource.Reading reading =
        new PlanSource.Reading(List.of(name), List.of(), names -> List.of(again.get()));
    return new SupervisionPlan(
        name, List.of(plan), cluster, Strategy.ONE_FOR_ONE, plan.logs(), null, () -> reading);
  }

  DroverConfig config(Function<RunPlan, ServiceConfig> service) {
    return new DroverConfig(name, services.stream().map(service).toList(), cluster, strategy);
  }

  /** Whether it is no more than one service of the supervisor's own name. */
  boolean isOneService() {
    return services.size() == 1 && services.get(0).service().name().equals(name);
  }

  /** The longest of all: services stop one after the other. */
  StopPolicy stop() {
    return services.stream()
        .map(RunPlan::stop)
        .max(Comparator.<StopPolicy, Duration>comparing(StopPolicy::drain))
        .orElseThrow();
  }

  /** A service with the supervisor's name and the time that all take to start and to stop. */
  ServiceConfig asOne() {
    Duration ready = Duration.ZERO;
    Duration grace = Duration.ZERO;
    for (RunPlan plan : services) {
      ready = ready.plus(plan.service().ready().timeout());
      grace = grace.plus(plan.stop().grace());
    }
    ServiceConfig first = services.get(0).service();
    return first
        .withName(name)
        .withReady(new ReadyPolicy(ready, false))
        .withStop(
            new StopPolicy(first.stop().drain(), grace).withLameDuck(first.stop().lameDuck()));
  }

  /** The longest of the labels that replicas' lines have. */
  String longestLabel() {
    return services.stream()
        .map(plan -> plan.service().name() + "#" + plan.replicas())
        .max(Comparator.comparingInt(String::length))
        .orElseThrow();
  }
}
