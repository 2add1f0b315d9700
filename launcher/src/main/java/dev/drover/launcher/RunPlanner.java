package dev.drover.launcher;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ApplicationSpec.Entry;
import dev.drover.config.ServiceConfig;
import dev.drover.config.ServiceEntry;
import dev.drover.config.VertxOptionsResolver;
import dev.drover.config.VertxSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Turns flags, and what a configuration file says about one service, into a plan, with everything
 * checked that can be before anything starts.
 */
final class RunPlanner {
  private final RunFlags flags;
  private final ServiceEntry base;
  private final Map<String, String> env;
  private final Properties system;
  private final int cores;

  /** For a command line without a configuration file. */
  RunPlanner(RunFlags flags, Map<String, String> env, Properties system, int cores) {
    this(flags, ServiceEntry.empty(), env, system, cores);
  }

  /**
   * @param base what holds where the flags say nothing
   * @param cores processors that this JVM may use
   */
  RunPlanner(
      RunFlags flags, ServiceEntry base, Map<String, String> env, Properties system, int cores) {
    this.flags = flags;
    this.base = base;
    this.env = env;
    this.system = system;
    this.cores = cores;
  }

  /**
   * @throws LaunchFailure when the target cannot be run
   * @throws dev.drover.config.ConfigException with every problem of the flags
   */
  RunPlan plan(ClassLoader launcher) {
    Policies policies = Policies.of(flags, base);
    VertxSettings settings = flags.vertx.settings(cores, isClustered()).over(base.vertx());
    JavaRuntime java = policies.java();
    List<Path> launcherPath = ServicePath.ofLauncher();
    List<Path> userPath = userPath();
    SourceCompiler compiler = new SourceCompiler(launcherPath, userPath, release(java));
    Target target = target(userPath, compiler, launcher);
    requireNoArguments(target);
    if (target.isProcess()) {
      settings = settings.withConfDefault("show", true);
    }
    if (target.isProcess() && base.directory() != null) {
      settings = settings.withConfDefault("cwd", base.directory().toString());
    }
    List<String> jvmArgs = ReplicaJvmArgs.of(jvmArgs(), system);
    if (target.entry() == Entry.VERTICLE) {
      checkOptions(target, settings, java, policies.env(), jvmArgs);
    }
    ApplicationSpec application =
        new ApplicationSpec(
                target.entry(), target.name(), arguments(), settings, defaultInstances(target))
            .withBusBridge(BusBridgeFlags.config(flags, base, target));
    ServiceConfig service =
        ServiceConfig.of(serviceName(target), application, Math.max(1, replicas()))
            .withClassPath(ServicePath.of(launcherPath, target))
            .withJvmArgs(jvmArgs)
            .withEnv(policies.env())
            .withDirectory(base.directory())
            .withJava(java.program())
            .withClusterName(flags.replica.clusterName)
            .withDependsOn(base.dependsOn())
            .withRestart(policies.restart())
            .withStop(policies.stop())
            .withReady(policies.ready())
            .withHang(policies.hang())
            .withRecycle(policies.recycle());
    return new RunPlan(target, service, replicas(), policies.logs(), base.watch());
  }

  /**
   * What {@link #plan} checks, but for what only a compiler can tell.
   *
   * @throws LaunchFailure when the target cannot be run
   * @throws dev.drover.config.ConfigException with every problem
   */
  void check(ClassLoader launcher) {
    Problems problems = new Problems();
    problems.collect(() -> Policies.of(flags, base));
    problems.collect(this::userPath);
    if (base.target().endsWith(".java")) {
      problems.collect(
          () -> Placed.at(base.origin(), targetKey(), () -> TargetFiles.existing(base.target())));
    } else if (problems.isEmpty()) {
      problems.collect(() -> plan(launcher));
    }
    problems.throwIfAny();
  }

  private boolean isClustered() {
    return replicas() > 0 || flags.clusterInFile || flags.replica.cluster.findsMembers();
  }

  private int replicas() {
    if (flags.replica.replicas == null) {
      return flags.watch ? Math.max(1, base.replicas()) : base.replicas();
    }
    return flags.replica.replicas;
  }

  private List<Path> userPath() {
    return flags.classPath == null
        ? Placed.at(base.origin(), "classPath", () -> ClassPath.entries(base.classPath()))
        : ClassPath.parse(flags.classPath);
  }

  private Target target(List<Path> userPath, SourceCompiler compiler, ClassLoader launcher) {
    if (base.target() == null) {
      return new TargetResolver(userPath, compiler, launcher, TargetWords.FLAGS)
          .resolve(flags.target, flags.main);
    }
    TargetResolver resolver = new TargetResolver(userPath, compiler, launcher, TargetWords.FILE);
    return base.entry() == Entry.MAIN
        ? Placed.at(base.origin(), "main", () -> resolver.resolve(null, base.target()))
        : Placed.at(base.origin(), targetKey(), () -> resolver.resolve(base.target(), null));
  }

  private String targetKey() {
    return base.origin().has("fork") ? "fork" : "verticle";
  }

  private List<String> jvmArgs() {
    List<String> all = new ArrayList<>(base.jvm());
    all.addAll(flags.replica.jvmArgs);
    return all;
  }

  private List<String> arguments() {
    return flags.arguments.isEmpty() ? base.args() : flags.arguments;
  }

  private String serviceName(Target target) {
    if (base.name() != null) {
      return base.name();
    }
    return flags.name == null ? target.service() : flags.name;
  }

  /** One per core in this JVM; the replicas share the cores. A program is started once. */
  private int defaultInstances(Target target) {
    if (target.isProcess()) {
      return 1;
    }
    int jvms = Math.max(1, replicas());
    return (cores + jvms - 1) / jvms;
  }

  /** An older Java than this one cannot run what this one compiles unless it is told. */
  private static int release(JavaRuntime java) {
    return java.feature() > 0 && java.feature() < Runtime.version().feature() ? java.feature() : 0;
  }

  private void requireNoArguments(Target target) {
    if (target.entry() == Entry.VERTICLE && !flags.arguments.isEmpty()) {
      throw CommandLineReader.usage(
          "arguments after -- are for an application with its own main method, and "
              + target.shown()
              + " is run as a verticle");
    }
  }

  /** So that a wrong option is said at once, and once, and not by each replica. */
  private void checkOptions(
      Target target,
      VertxSettings settings,
      JavaRuntime java,
      Map<String, String> replicaEnv,
      List<String> jvmArgs) {
    Map<String, String> allEnv = new HashMap<>(env);
    allEnv.putAll(replicaEnv);
    Properties allProperties = new Properties();
    system.stringPropertyNames().forEach(each -> allProperties.put(each, system.getProperty(each)));
    ReplicaJvmArgs.properties(jvmArgs).forEach(allProperties::put);
    int feature = java.feature() == 0 ? Integer.MAX_VALUE : java.feature();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(target.loader());
    try {
      Placed.at(
          base.origin(),
          "options",
          () ->
              VertxOptionsResolver.resolve(
                  settings, allEnv, allProperties, defaultInstances(target), feature));
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
