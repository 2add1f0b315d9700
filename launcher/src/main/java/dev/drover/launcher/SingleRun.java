package dev.drover.launcher;

import dev.drover.bridge.ProcessVerticle;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ApplicationSpec.Entry;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ConfigException;
import dev.drover.config.ListenAddress;
import dev.drover.health.HealthSource;
import dev.drover.health.OwnHealth;
import dev.drover.health.OwnHealth.Standing;
import dev.drover.replica.Application;
import dev.drover.replica.StartException;
import dev.drover.replica.VertxCaches;
import dev.drover.socket.ServerSockets;
import dev.drover.supervisor.SlotState;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The application in the launcher's own JVM. */
final class SingleRun {
  private final RunPlan plan;
  private final ClusterConfig cluster;
  private final ListenAddress healthAddress;
  private final Consumer<ExitCode> exit;
  private final ApplicationSpec application;
  private final Console console = Console.ofProcess("");
  private final Instant began = Instant.now();
  private final AtomicBoolean shown = new AtomicBoolean();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final ServiceReporter manager = ServiceReporter.ofProcess();
  private volatile ServerSockets sockets;
  private volatile Application running;

  /**
   * @param cluster entered if the application is clustered
   * @param healthAddress where it tells how it is; null for nowhere
   * @param exit ends this JVM, once the application was asked to stop
   */
  SingleRun(
      RunPlan plan, ClusterConfig cluster, ListenAddress healthAddress, Consumer<ExitCode> exit) {
    this.plan = plan;
    this.cluster = cluster;
    this.healthAddress = healthAddress;
    this.exit = exit;
    application = plan.service().application();
  }

  /** Empty when the application has started: it then keeps this JVM alive by itself. */
  Optional<ExitCode> run() {
    sockets = ServerSockets.installLocal();
    sockets.onListening(this::listening);
    // First of all, and to the very end: who asks is told that it starts, and that it drains.
    HealthFlag.open(healthAddress, this::health);
    Signals.onStop(this::stop, this::kill);
    // An application that calls System.exit is closed in good order too.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "drover-stop"));
    try {
      running =
          Application.start(application, plan.target().loader(), sockets, cluster, console::say);
      if (application.entry() == Entry.VERTICLE) {
        manager.watch(running.vertx());
        showOnce();
        ServiceReporter.unusedSockets().forEach(line -> console.warn(List.of(line)));
      } else {
        manager.watchJvm();
      }
      if (plan.target().isProcess()) {
        endWithChildren();
      }
      return Optional.empty();
    } catch (StartException e) {
      return failed(e.lines());
    } catch (ConfigException e) {
      console.close();
      throw e;
    }
  }

  private HealthSource health() {
    return new OwnHealth(plan.service().name(), plan.service().hang(), sockets, this::standing);
  }

  private Standing standing() {
    if (stopping.get()) {
      return new Standing(SlotState.DRAINING, null);
    }
    Application started = running;
    boolean main = application.entry() == Entry.MAIN;
    if (main ? !shown.get() : started == null) {
      return new Standing(SlotState.STARTING, main ? "not listening yet" : "starting");
    }
    boolean joined = OwnHealth.isJoined(started == null ? null : started.vertx());
    return new Standing(SlotState.READY, joined ? null : "has lost its cluster");
  }

  /** Nothing but the children is run: when they have ended for good, so has the run. */
  private void endWithChildren() {
    ProcessVerticle.ended(running.vertx(), plan.target().busAddress(application))
        .onSuccess(problem -> new Thread(() -> childrenEnded(problem), "drover-ended").start());
  }

  private void childrenEnded(String problem) {
    if (stopping.get()) {
      return;
    }
    if (problem.isEmpty()) {
      console.say(plan.service().name() + " has ended");
    } else {
      console.warn(List.of(plan.service().name() + " is not started again: " + problem));
    }
    close();
    console.close();
    exit.accept(problem.isEmpty() ? ExitCode.OK : ExitCode.FAILED);
  }

  private Optional<ExitCode> failed(List<String> cause) {
    stopping.set(true);
    List<String> lines = new ArrayList<>();
    lines.add(plan.service().name() + " did not start:");
    cause.forEach(line -> lines.add("  " + line));
    console.warn(lines);
    console.close();
    return Optional.of(ExitCode.FAILED);
  }

  private void listening(InetSocketAddress address) {
    if (shown.get()) {
      console.say(plan.service().name() + " listens on " + StartBlock.show(address));
    } else if (application.entry() == Entry.MAIN) {
      // Its main method may never return, or return and never listen: then it is not for us to say
      // that it is up.
      showOnce();
    }
  }

  private void showOnce() {
    if (!shown.compareAndSet(false, true)) {
      return;
    }
    StartBlock block =
        new StartBlock(plan.service().name() + " is up, in this JVM")
            .row("runs", plan.target().shown());
    if (plan.target().isProcess()) {
      block.row("on the bus", plan.target().busAddress(application));
    } else {
      block.addresses(sockets.addresses());
    }
    Application started = running;
    if (started != null && application.entry() == Entry.VERTICLE) {
      block.row("instances", String.valueOf(started.instances()));
    }
    block.row("pid", String.valueOf(ProcessHandle.current().pid()));
    if (started != null && started.clusterName() != null) {
      block.row("cluster", started.clusterName());
    }
    HealthFlag.addTo(block, healthAddress);
    block.row("started in", StartBlock.took(Duration.between(began, Instant.now())));
    console.say(block.stop(plan.stop()).lines());
    manager.ready(plan.service().name() + " is up, in one JVM");
  }

  private void stop() {
    manager.stopping();
    console.say(StopText.of(plan.stop()) + "; again to kill");
    close();
    manager.close();
    console.say("stopped");
    console.close();
    exit.accept(ExitCode.OK);
  }

  /** Once, whoever asks first. */
  private void close() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    Application started = running;
    int cut = started == null ? drainSockets() : started.stop(plan.stop());
    if (cut > 0) {
      console.say(StartBlock.count(cut, "connection") + " cut, the drain time was over");
    }
  }

  /** While a main method has not returned there are only its sockets. */
  private int drainSockets() {
    if (sockets.addresses().isEmpty()) {
      return 0;
    }
    return sockets
        .lameDuck(plan.stop())
        .thenCompose(over -> sockets.drain(plan.stop().afterLameDuck()))
        .toCompletableFuture()
        .join();
  }

  private void kill() {
    console.say("killed");
    console.close();
    VertxCaches.deleteOwn();
    Runtime.getRuntime().halt(ExitCode.FAILED.value());
  }
}
