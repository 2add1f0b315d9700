package dev.drover.launcher;

import dev.drover.config.ListenAddress;
import dev.drover.config.LogPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.control.ReloadSource;
import dev.drover.health.HealthEndpoint;
import dev.drover.health.HealthSource;
import dev.drover.health.SupervisorHealth;
import dev.drover.logs.ReplicaLogs;
import dev.drover.supervisor.ServiceStatus;
import dev.drover.supervisor.SlotState;
import dev.drover.supervisor.SlotStatus;
import dev.drover.supervisor.Supervisor;
import dev.drover.supervisor.SupervisorStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The application in replicas, with this JVM as their supervisor. */
final class SupervisedRun {
  private static final long CLOSE_SECONDS = 5;

  private final SupervisionPlan plan;
  private final ListenAddress healthAddress;
  private final boolean watching;
  private final Console console;
  private final ReplicaReporter reporter;
  private final ServiceReporter manager = ServiceReporter.ofProcess();
  private final Instant began = Instant.now();
  private HealthEndpoint health;
  private volatile boolean stopping;
  private volatile boolean killed;

  /**
   * @param healthAddress where it tells how it is; null for nowhere
   * @param watching whether services are reloaded when their files change
   */
  SupervisedRun(SupervisionPlan plan, ListenAddress healthAddress, boolean watching) {
    this.plan = plan;
    this.healthAddress = healthAddress;
    this.watching = watching;
    console = Console.ofProcess(plan.longestLabel());
    reporter = new ReplicaReporter(console);
  }

  /** Blocks until the last replica has ended. */
  ExitCode run() {
    ConsoleLog.install(console, System.getProperties());
    Vertx vertx = Vertx.vertx(ownOptions());
    // Beside the start of the replicas, which takes longer.
    vertx.executeBlocking(
        () -> {
          SmallHeap.keep();
          return null;
        },
        false);
    try (CompiledJars classes = new CompiledJars()) {
      manager.watch(vertx, plan.services().stream().map(each -> each.service().hang()).toList());
      return supervise(vertx, classes);
    } finally {
      await(vertx.close());
      manager.close();
      if (health != null) {
        health.close();
      }
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
        ? Background.logs(System.getenv(), plan.name())
        : plan.logs();
  }

  private ExitCode supervise(Vertx vertx, CompiledJars classes) {
    Function<RunPlan, ServiceConfig> withClasses =
        watching
            ? service -> WatchedRun.quickToStart(classes.withClasses(service))
            : classes::withClasses;
    Supervisor supervisor = Supervisor.create(vertx, plan.config(withClasses));
    ServiceReloads reloads = new ServiceReloads(plan.source(), withClasses);
    try (RunControl control = openControl(vertx, supervisor, reloads);
        ReplicaLogs logs = logs();
        WatchedRun watch = new WatchedRun(supervisor, console, withClasses)) {
      health = HealthFlag.open(healthAddress, () -> health(vertx, supervisor));
      if (logs != null) {
        supervisor.listener(logs);
      }
      // Last: a terminal that nobody reads holds up the next.
      supervisor.listener(manager).listener(reporter);
      Signals.onStop(() -> stop(supervisor), () -> kill(supervisor));
      if (manager.isManaged()) {
        Signals.onReload(new ManagedReload(supervisor, manager, console, reloads));
      }
      return supervise(supervisor, control, watch);
    }
  }

  private HealthSource health(Vertx vertx, Supervisor supervisor) {
    return new SupervisorHealth(vertx, supervisor, () -> stopping);
  }

  private RunControl openControl(Vertx vertx, Supervisor supervisor, ReloadSource reloads) {
    return RunControl.open(
        vertx,
        supervisor,
        console,
        reloads,
        kill -> {
          if (kill) {
            kill(supervisor);
          } else {
            stop(supervisor);
          }
        });
  }

  private ExitCode supervise(Supervisor supervisor, RunControl control, WatchedRun watch) {
    CompletableFuture<Void> ended = supervisor.ended().toCompletionStage().toCompletableFuture();
    CompletableFuture<Void> started = supervisor.start().toCompletionStage().toCompletableFuture();
    try {
      CompletableFuture.anyOf(started, ended).join();
      if (!stopping) {
        List<String> block = startBlock(supervisor.status());
        reporter.started(block);
        control.started(block);
        ServiceReporter.unusedSockets().forEach(line -> console.warn(List.of(line)));
        manager.ready(supervisor);
        if (watching) {
          watch.start(plan);
        }
      }
      ended.join();
      return stopped();
    } catch (CompletionException e) {
      if (stopping || killed) {
        // Before there was a replica: that it did not start is what was asked for.
        ended.handle((over, failure) -> over).join();
        return stopped();
      }
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
    String each = plan.services().size() == 1 ? "" : ", one service after the other";
    console.say(StopText.of(plan.stop()) + each + "; again to kill");
    supervisor.stop();
  }

  private void kill(Supervisor supervisor) {
    killed = true;
    supervisor.kill();
  }

  private List<String> startBlock(SupervisorStatus status) {
    StartBlock block = new StartBlock(status.name() + " is up");
    if (plan.isOneService()) {
      block
          .row("runs", plan.services().get(0).target().shown())
          .addresses(status.addresses())
          .row("replicas", replicas(status.slots()));
      if (reporter.instances() > 0) {
        block.row("instances", reporter.instances() + " in each replica");
      }
    } else {
      status.services().forEach(service -> block.row(service.name(), summary(service)));
    }
    if (logPolicy() != null) {
      block.row("logs", logPolicy().directory().toString());
    }
    HealthFlag.addTo(block, healthAddress);
    block
        .row("cluster", status.services().get(0).clusterName())
        .row("supervisor", "pid " + ProcessHandle.current().pid())
        .row("started in", StartBlock.took(Duration.between(began, Instant.now())));
    Background.addTo(block, status.name(), plan.stop());
    return block.lines();
  }

  private static String replicas(List<SlotStatus> slots) {
    List<SlotStatus> ready =
        slots.stream().filter(slot -> slot.state() == SlotState.READY).toList();
    String pids = String.join(", ", ready.stream().map(slot -> "" + slot.pid()).toList());
    String some = ready.size() == slots.size() ? "" : " of " + slots.size() + " ready";
    String label = ready.isEmpty() ? "" : ready.size() == 1 ? ", pid " : ", pids ";
    return ready.size() + some + label + pids;
  }

  private static String summary(ServiceStatus service) {
    String addresses =
        String.join(", ", service.addresses().stream().map(StartBlock::show).toList());
    String replicas = service.slots().size() == 1 ? "replica " : "replicas ";
    return replicas + replicas(service.slots()) + (addresses.isEmpty() ? "" : ", at " + addresses);
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
