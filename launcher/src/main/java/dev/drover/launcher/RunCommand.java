package dev.drover.launcher;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ListenAddress;
import dev.drover.process.OrphanReaper;
import dev.drover.replica.VertxCaches;
import dev.drover.socket.GivenSockets;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code drover run}. */
final class RunCommand {
  private final PrintStream err;
  private final Consumer<ExitCode> exit;

  RunCommand(PrintStream err, Consumer<ExitCode> exit) {
    this.err = err;
    this.exit = exit;
  }

  /** Empty when the application runs on in this JVM. */
  Optional<ExitCode> run(RunFlags flags) {
    ClassLoader launcher = RunCommand.class.getClassLoader();
    LogFormat.install(System.getProperties(), launcher);
    GivenSockets.ofProcess(); // What is wrong with one is an error before anything starts.
    OrphanReaper.ofInit().ifPresent(reaper -> Signals.onChildEnd(reaper::childEnded));
    int cores = Runtime.getRuntime().availableProcessors();
    if (ConfigTarget.is(flags.target)) {
      return runFile(
          FilePlanner.of(flags, System.getenv(), System.getProperties(), cores),
          launcher,
          flags.watch);
    }
    if (flags.profile != null) {
      throw CommandLineReader.usage("--profile is of a configuration file, which is not there");
    }
    if (Background.is() && flags.replica.replicas == null) {
      flags.replica.replicas = 1;
    }
    if (flags.replica.replicas == null && !flags.watch) {
      // Before the first class of Vert.x's options, which reads it once and for all.
      VertxCaches.claimOwn();
    }
    ListenAddress health = HealthFlag.address(flags, null);
    RunPlanner planner = new RunPlanner(flags, System.getenv(), System.getProperties(), cores);
    RunPlan plan = planner.plan(launcher);
    note(plan, launcher);
    if (Background.is() && plan.replicas() == 0) {
      throw CommandLineReader.usage("start keeps 1 replica or more, --replicas was 0", "start");
    }
    ClusterConfig cluster =
        flags.replica.cluster.over(ClusterConfig.LOCAL, flags.replica.clusterName, flags.vertx);
    return plan.replicas() == 0
        ? new SingleRun(plan, cluster, health, exit).run()
        : supervised(
            SupervisionPlan.of(plan, cluster, () -> planner.plan(launcher)), health, flags.watch);
  }

  private Optional<ExitCode> runFile(FilePlanner planner, ClassLoader launcher, boolean watch) {
    if (Background.is() && planner.isOwnJvm()) {
      throw CommandLineReader.usage(
          "start keeps 1 replica or more, the file has replicas: 0", "start");
    }
    if (planner.isOwnJvm()) {
      VertxCaches.claimOwn();
    }
    ListenAddress health = planner.health();
    SupervisionPlan plan = planner.plan(launcher);
    plan.services().forEach(service -> note(service, launcher));
    return planner.isOwnJvm()
        ? new SingleRun(plan.services().get(0), plan.cluster(), health, exit).run()
        : supervised(plan, health, watch);
  }

  private static Optional<ExitCode> supervised(
      SupervisionPlan plan, ListenAddress health, boolean watch) {
    return Optional.of(new SupervisedRun(plan, health, watch).run());
  }

  private void note(RunPlan plan, ClassLoader launcher) {
    if (plan.target().sources() != null) {
      plan.target().sources().notes().forEach(err::println);
    }
    VertxVersions.difference(plan.target().loader(), launcher).ifPresent(err::println);
  }
}
