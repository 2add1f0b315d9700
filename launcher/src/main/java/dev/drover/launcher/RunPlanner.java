package dev.drover.launcher;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ApplicationSpec.Entry;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxOptionsResolver;
import dev.drover.config.VertxSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Turns flags into a plan, with everything checked that can be before anything starts. */
final class RunPlanner {
  private final RunFlags flags;
  private final Map<String, String> env;
  private final Properties system;
  private final int cores;

  /**
   * @param cores processors that this JVM may use
   */
  RunPlanner(RunFlags flags, Map<String, String> env, Properties system, int cores) {
    this.flags = flags;
    this.env = env;
    this.system = system;
    this.cores = cores;
  }

  /**
   * @throws LaunchFailure when the target cannot be run
   * @throws dev.drover.config.ConfigException with every problem of the flags
   */
  RunPlan plan(ClassLoader launcher) {
    Policies policies = Policies.of(flags);
    VertxSettings settings = flags.vertx.settings(cores, replicas() > 0);
    JavaRuntime java = policies.java();
    List<Path> launcherPath = ServicePath.ofLauncher();
    List<Path> userPath = ClassPath.parse(flags.classPath);
    SourceCompiler compiler = new SourceCompiler(launcherPath, userPath, release(java));
    Target target =
        new TargetResolver(userPath, compiler, launcher).resolve(flags.target, flags.main);
    requireNoArguments(target);
    if (target.isProcess()) {
      settings = settings.withConfDefault("show", true);
    }
    List<String> jvmArgs = ReplicaJvmArgs.of(flags.replica.jvmArgs, system);
    if (target.entry() == Entry.VERTICLE) {
      checkOptions(target, settings, java, policies.env(), jvmArgs);
    }
    ApplicationSpec application =
        new ApplicationSpec(
                target.entry(), target.name(), flags.arguments, settings, defaultInstances(target))
            .withBusBridge(BusBridgeFlags.config(flags, target));
    ServiceConfig service =
        ServiceConfig.of(serviceName(target), application, Math.max(1, replicas()))
            .withClassPath(ServicePath.of(launcherPath, target))
            .withJvmArgs(jvmArgs)
            .withEnv(policies.env())
            .withJava(java.program())
            .withClusterName(flags.replica.clusterName)
            .withRestart(policies.restart())
            .withStop(policies.stop())
            .withReady(policies.ready())
            .withHang(policies.hang());
    return new RunPlan(target, service, replicas(), policies.logs());
  }

  private int replicas() {
    return flags.replica.replicas == null ? 0 : flags.replica.replicas;
  }

  private String serviceName(Target target) {
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
      VertxOptionsResolver.resolve(
          settings, allEnv, allProperties, defaultInstances(target), feature);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
