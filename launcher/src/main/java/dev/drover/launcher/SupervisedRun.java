package dev.drover.launcher;

import dev.drover.config.Durations;
import dev.drover.config.LogPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.logs.ReplicaLogs;
import dev.drover.supervisor.SlotState;
import dev.drover.supervisor.SlotStatus;
import dev.drover.supervisor.Supervisor;
import dev.drover.supervisor.SupervisorStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The application in replicas, with this JVM as their supervisor. */
final class SupervisedRun {
  private static final long CLOSE_SECONDS = 5;

  private final RunPlan plan;
  private final Console console;
  private final ReplicaReporter reporter;
  private final ServiceReporter manager = ServiceReporter.ofProcess();
  private final Instant began = Instant.now();
  private volatile boolean stopping;
  private volatile boolean killed;

  SupervisedRun(RunPlan plan) {
    this.plan = plan;
    console = Console.ofProcess(plan.service().name() + "#" + plan.replicas());
    reporter = new ReplicaReporter(console);
  }

  /** Blocks until the last replica has ended. */
  ExitCode run() {
    ConsoleLog.install(console, System.getProperties());
    Vertx vertx = Vertx.vertx(ownOptions());
    try (CompiledJar classes = compiled()) {
      manager.watch(vertx);
      return supervise(vertx, withClasses(classes));
    } finally {
      await(vertx.close());
      manager.close();
      console.close();
    }
  }

  /**
   * The supervisor's own work is small: it must not cost the replicas memory or threads, nor leave
   * a directory when it is killed.
   */
  private static VertxOptions ownOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setInternalBlockingPoolSize(4)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  private ReplicaLogs logs() {
    LogPolicy policy = logPolicy();
    return policy == null
        ? null
        : ReplicaLogs.open(policy, problem -> console.warn(List.of(problem)));
  }

  private LogPolicy logPolicy() {
    return Background.is() && plan.logs() == null
        ? Background.logs(System.getenv(), plan.service().name())
        : plan.logs();
  }

  private CompiledJar compiled() {
    CompiledSources sources = plan.target().sources();
    return sources == null ? null : CompiledJar.of(sources);
  }

  private ServiceConfig withClasses(CompiledJar classes) {
    ServiceConfig service = plan.service();
    if (classes == null) {
      return service;
    }
    List<Path> path = new ArrayList<>(service.classPath());
    path.add(path.size() - plan.target().classPath().size(), classes.path());
    return service.withClassPath(path);
  }

  private ExitCode supervise(Vertx vertx, ServiceConfig service) {
    Supervisor supervisor = Supervisor.create(vertx, service);
    try (RunControl control = openControl(vertx, supervisor);
        ReplicaLogs logs = logs()) {
      if (logs != null) {
        supervisor.listener(logs);
      }
      // Last: a terminal that nobody reads holds up the next.
      supervisor.listener(manager).listener(reporter);
      Signals.onStop(() -> stop(supervisor), () -> kill(supervisor));
      return supervise(supervisor, control);
    }
  }

  private RunControl openControl(Vertx vertx, Supervisor supervisor) {
    return RunControl.open(
        vertx,
        supervisor,
        console,
        kill -> {
          if (kill) {
            kill(supervisor);
          } else {
            stop(supervisor);
          }
        });
  }

  private ExitCode supervise(Supervisor supervisor, RunControl control) {
    CompletableFuture<Void> ended = supervisor.ended().toCompletionStage().toCompletableFuture();
    CompletableFuture<Void> started = supervisor.start().toCompletionStage().toCompletableFuture();
    try {
      CompletableFuture.anyOf(started, ended).join();
      if (!stopping) {
        List<String> block = startBlock(supervisor.status());
        reporter.started(block);
        control.started(block);
        manager.ready(supervisor);
      }
      ended.join();
      return stopped();
    } catch (CompletionException e) {
      control.failed(reporter.allFailed(e.getCause()));
      await(supervisor.stop());
      return ExitCode.FAILED;
    }
  }

  private ExitCode stopped() {
    console.say(killed ? "killed" : "stopped");
    return killed ? ExitCode.FAILED : ExitCode.OK;
  }

  private void stop(Supervisor supervisor) {
    stopping = true;
    reporter.stopping();
    manager.stopping();
    String limit = Durations.format(plan.stop().drain());
    console.say("draining for up to " + limit + "; again to kill");
    supervisor.stop();
  }

  private void kill(Supervisor supervisor) {
    killed = true;
    supervisor.kill();
  }

  private List<String> startBlock(SupervisorStatus status) {
    List<SlotStatus> ready =
        status.slots().stream().filter(slot -> slot.state() == SlotState.READY).toList();
    String pids = String.join(", ", ready.stream().map(slot -> "" + slot.pid()).toList());
    String some =
        ready.size() == status.slots().size() ? "" : " of " + status.slots().size() + " ready";
    StartBlock block =
        new StartBlock(status.name() + " is up")
            .row("runs", plan.target().shown())
            .addresses(status.addresses())
            .row(
                "replicas",
                ready.size() + some + (ready.size() == 1 ? ", pid " : ", pids ") + pids);
    if (reporter.instances() > 0) {
      block.row("instances", reporter.instances() + " in each replica");
    }
    if (logPolicy() != null) {
      block.row("logs", logPolicy().directory().toString());
    }
    block
        .row("cluster", status.services().get(0).clusterName())
        .row("supervisor", "pid " + ProcessHandle.current().pid())
        .row("started in", StartBlock.took(Duration.between(began, Instant.now())));
    Background.addTo(block, status.name(), plan.stop());
    return block.lines();
  }

  /** Best effort at the end: what fails here is not what the user needs to know. */
  private static void await(Future<Void> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The process ends next, and takes with it what is left.
    }
  }
}
