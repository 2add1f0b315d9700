package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.ConfigFile;
import dev.drover.config.LogPolicy;
import dev.drover.config.ServiceEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;

/** Plans what a configuration file says, with the flags laid over. */
final class FilePlanner {
  private final RunFlags flags;
  private final Map<String, String> env;
  private final Properties system;
  private final int cores;
  private final ConfigFile file;
  private final List<ServiceEntry> services;

  private FilePlanner(
      RunFlags flags, Map<String, String> env, Properties system, int cores, ConfigFile file) {
    this.flags = flags;
    this.env = env;
    this.system = system;
    this.cores = cores;
    this.file = file;
    services = new ServiceChoice(file).choose(flags.services);
  }

  /**
   * Reads the file that the flags name.
   *
   * @throws LaunchFailure with every problem of the file, or of the flags with it
   */
  static FilePlanner of(RunFlags flags, Map<String, String> env, Properties system, int cores) {
    Path path = TargetFiles.existing(flags.target);
    try {
      ConfigFile file = ConfigFile.read(path, flags.profile, env);
      FilePlanner planner = new FilePlanner(flags, env, system, cores, file);
      FileFlags.check(flags, file, planner.services);
      return planner;
    } catch (ConfigException e) {
      throw FileFailure.of(path, ExitCode.USAGE, e.problems());
    }
  }

  /** Whether what is run is to run in this JVM. */
  boolean isOwnJvm() {
    Integer said = flags.replica.replicas;
    return services.size() == 1 && services.get(0).replicas() == 0 && said == null && !flags.watch;
  }

  /**
   * @throws LaunchFailure with every problem of every service
   */
  SupervisionPlan plan(ClassLoader launcher) {
    List<RunPlan> plans = each(planner -> planner.plan(launcher));
    String cluster =
        flags.replica.clusterName == null ? file.clusterName() : flags.replica.clusterName;
    LogPolicy logs = flags.replica.logs.policy();
    return new SupervisionPlan(
        file.name(), plans, cluster, file.strategy(), logs == null ? file.logs() : logs);
  }

  private List<RunPlan> each(Function<RunPlanner, RunPlan> action) {
    List<RunPlan> results = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    ExitCode code = null;
    for (ServiceEntry service : services) {
      try {
        RunFlags own = FileFlags.of(service, flags, services);
        results.add(action.apply(new RunPlanner(own, service, env, system, cores)));
      } catch (LaunchFailure e) {
        problems.addAll(e.lines());
        code = code == null ? e.code() : code;
      } catch (ConfigException e) {
        problems.addAll(e.problems());
        code = code == null ? ExitCode.USAGE : code;
      }
    }
    if (code != null) {
      throw FileFailure.of(file.file(), code, problems);
    }
    return results;
  }
}
