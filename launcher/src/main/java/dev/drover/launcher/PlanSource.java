package dev.drover.launcher;

import dev.drover.config.ConfigException;
import java.util.List;
import java.util.function.Function;

/** Where a run learns what its files say now. */
@FunctionalInterface
interface PlanSource {

  /**
   * What has been read.
   *
   * @param services those that are run and still are to be
   * @param notTaken what else has changed, and a reload does not take over; a line each
   * @param planner plans those of the names, with the problems of all of them
   */
  record Reading(
      List<String> services, List<String> notTaken, Function<List<String>, List<RunPlan>> planner) {

    /**
     * Compiles, too.
     *
     * @throws LaunchFailure when they cannot be run
     * @throws ConfigException when they cannot be run in replicas
     */
    List<RunPlan> plan(List<String> names) {
      List<RunPlan> plans = planner.apply(names);
      for (RunPlan plan : plans) {
        if (plan.replicas() == 0) {
          throw new ConfigException(
              "services.%s.replicas is 0 now (the launcher's own JVM), which a reload cannot make of it; drover stop, and start it again"
                  .formatted(plan.service().name()));
        }
      }
      return plans;
    }
  }

  /**
   * Compiles nothing yet.
   *
   * @throws LaunchFailure with every problem of the file
   */
  Reading read();
}
