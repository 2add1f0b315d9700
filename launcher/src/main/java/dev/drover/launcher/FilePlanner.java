package dev.drover.launcher;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ConfigException;
import dev.drover.config.ConfigFile;
import dev.drover.config.ListenAddress;
import dev.drover.config.LogPolicy;
import dev.drover.config.ServiceEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Plans what a configuration file says, with the flags laid over. */
final class FilePlanner {
  private static final String STARTED = "started";
  private static final String RELOADED = "reloaded";

  private final RunFlags flags;
  private final Map<String, String> env;
  private final Properties system;
  private final int cores;
  private final ConfigFile file;
  private final List<ServiceEntry> services;

  private FilePlanner(
      RunFlags flags,
      Map<String, String> env,
      Properties system,
      int cores,
      ConfigFile file,
      List<ServiceEntry> services) {
    this.flags = flags;
    this.env = env;
    this.system = system;
    this.cores = cores;
    this.file = file;
    this.services = services;
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
      flags.clusterInFile = file.cluster() != null;
      List<ServiceEntry> services = new ServiceChoice(file).choose(flags.services);
      FileFlags.check(flags, file, services);
      return new FilePlanner(flags, env, system, cores, file, services);
    } catch (ConfigException e) {
      throw FileFailure.of(path, ExitCode.USAGE, e.problems(), STARTED);
    }
  }

  /** Whether what is run is to run in this JVM. */
  boolean isOwnJvm() {
    Integer said = flags.replica.replicas;
    return services.size() == 1 && services.get(0).replicas() == 0 && said == null && !flags.watch;
  }

  /**
   * Where the run tells how it is; null for nowhere.
   *
   * @throws ConfigException when the flag is wrong
   */
  ListenAddress health() {
    return HealthFlag.address(flags, file.health());
  }

  /**
   * @throws LaunchFailure with every problem of every service
   */
  SupervisionPlan plan(ClassLoader launcher) {
    List<RunPlan> plans = plans(services, launcher, STARTED);
    LogPolicy logs = flags.replica.logs.policy();
    return new SupervisionPlan(
        file.name(),
        plans,
        cluster(),
        file.strategy(),
        logs == null ? file.logs() : logs,
        file.file().toAbsolutePath(),
        () -> readAgain(launcher));
  }

  private ClusterConfig cluster() {
    ClusterConfig said = file.cluster() == null ? ClusterConfig.LOCAL : file.cluster();
    try {
      return flags.replica.cluster.over(said, flags.replica.clusterName, flags.vertx);
    } catch (ConfigException e) {
      throw FileFailure.of(file.file(), ExitCode.USAGE, e.problems(), STARTED);
    }
  }

  /**
   * Services that are new are not among those that are read: who started the file chose others.
   *
   * @throws LaunchFailure with every problem of the file as it is now
   */
  private PlanSource.Reading readAgain(ClassLoader launcher) {
    // Absolute: who reads the problems may be in another directory.
    Path path = file.file().toAbsolutePath();
    try {
      ConfigFile now = ConfigFile.read(path, flags.profile, env);
      FileChanges changes = new FileChanges(file, services, now);
      List<ServiceEntry> kept = changes.kept();
      FileFlags.check(flags, now, kept);
      FilePlanner planner = new FilePlanner(flags, env, system, cores, now, kept);
      return new PlanSource.Reading(
          kept.stream().map(ServiceEntry::name).toList(),
          changes.notTaken(flags),
          names -> planner.plansOf(names, launcher));
    } catch (ConfigException e) {
      throw FileFailure.of(path, ExitCode.USAGE, e.problems(), RELOADED);
    }
  }

  private List<RunPlan> plansOf(List<String> names, ClassLoader launcher) {
    List<ServiceEntry> wanted =
        services.stream().filter(service -> names.contains(service.name())).toList();
    return plans(wanted, launcher, RELOADED);
  }

  private List<RunPlan> plans(List<ServiceEntry> wanted, ClassLoader launcher, String done) {
    List<RunPlan> results = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    ExitCode code = null;
    for (ServiceEntry service : wanted) {
      try {
        RunFlags own = FileFlags.of(service, flags, services);
        results.add(new RunPlanner(own, service, env, system, cores).plan(launcher));
      } catch (LaunchFailure e) {
        problems.addAll(e.lines());
        code = code == null ? e.code() : code;
      } catch (ConfigException e) {
        problems.addAll(e.problems());
        code = code == null ? ExitCode.USAGE : code;
      }
    }
    if (code != null) {
      throw FileFailure.of(file.file(), code, problems, done);
    }
    return results;
  }
}
