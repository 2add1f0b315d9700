package dev.drover.launcher;

import dev.drover.config.HangPolicy;
import dev.drover.socket.GivenSockets;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.ReplicaStats;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SlotState;
import dev.drover.supervisor.Supervisor;
import dev.drover.supervisor.SupervisorListener;
import dev.drover.supervisor.SupervisorStatus;
import dev.drover.systemd.ServiceManager;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Tells the service manager that has started this process, if any, how it is doing. */
final class ServiceReporter implements SupervisorListener, AutoCloseable {
  private final ServiceManager manager;
  private ScheduledThreadPoolExecutor watchdog;

  /** On the supervisor's event loop, as all that it is told. */
  private WatchdogFeed feed;

  private volatile Supervisor supervisor;
  private volatile boolean stopping;

  private ServiceReporter(ServiceManager manager) {
    this.manager = manager;
  }

  /**
   * @throws dev.drover.config.ConfigException when the manager cannot be told
   */
  static ServiceReporter ofProcess() {
    boolean wanted = System.getenv("NOTIFY_SOCKET") != null;
    return new ServiceReporter(
        wanted
            ? ServiceManager.of(System.getenv(), ProcessHandle.current().pid()).orElse(null)
            : null);
  }

  /** A line for each socket that the manager has given, and that the application does not use. */
  static List<String> unusedSockets() {
    return GivenSockets.ofProcess().unused().stream()
        .map(
            socket ->
                "nobody listens on the service manager's socket %s: who connects there waits"
                    .formatted(socket))
        .toList();
  }

  /** From now on the watchdog is fed for as long as this Vert.x' event loop does its work. */
  void watch(Vertx vertx) {
    feedAtIntervals(vertx, () -> true);
  }

  /**
   * The same, and for as long as the supervisor hears its replicas; see {@link WatchdogFeed}. A
   * replica that hangs is the supervisor's to replace, and no reason to restart them all.
   */
  void watch(Vertx vertx, List<HangPolicy> hangs) {
    if (manager == null || manager.watchdogInterval().isEmpty()) {
      return;
    }
    Duration slowest = hangs.stream().map(HangPolicy::after).max(Duration::compareTo).orElseThrow();
    // As long again as it takes to find out that one hangs.
    feed = new WatchdogFeed(manager.watchdogInterval().get(), slowest.multipliedBy(2), now());
    boolean checked = hangs.stream().allMatch(HangPolicy::check);
    feedAtIntervals(vertx, () -> feed.isDue(now(), checked && isAnyReady()));
  }

  private void feedAtIntervals(Vertx vertx, BooleanSupplier due) {
    if (manager != null) {
      manager
          .watchdogInterval()
          .map(ServiceReporter::millis)
          .ifPresent(
              interval ->
                  vertx.setPeriodic(
                      0,
                      interval,
                      timer -> {
                        if (due.getAsBoolean()) {
                          manager.alive();
                        }
                      }));
    }
  }

  private boolean isAnyReady() {
    Supervisor started = supervisor;
    return started != null
        && started.status().slots().stream().anyMatch(slot -> slot.state() == SlotState.READY);
  }

  private static Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }

  @Override
  public void replicaStats(SlotId slot, long pid, ReplicaStats stats) {
    if (feed != null) {
      feed.heard(stats.debugged());
    }
  }

  /** For an application that makes its own Vert.x: only the end of this JVM is noticed. */
  void watchJvm() {
    if (manager != null && manager.watchdogInterval().isPresent()) {
      long interval = millis(manager.watchdogInterval().get());
      watchdog =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread thread = new Thread(task, "drover-watchdog");
                thread.setDaemon(true);
                return thread;
              });
      watchdog.scheduleAtFixedRate(manager::alive, 0, interval, TimeUnit.MILLISECONDS);
    }
  }

  private static long millis(Duration interval) {
    return Math.max(1, interval.toMillis());
  }

  /** The supervisor's replicas have started; each change of theirs is told from now on. */
  void ready(Supervisor started) {
    supervisor = started;
    ready(summary(started.status()));
  }

  void ready(String status) {
    if (manager != null && !stopping) {
      manager.ready(status);
    }
  }

  /** Whether there is a manager, who may ask for a reload. */
  boolean isManaged() {
    return manager != null;
  }

  /** A reload begins; {@link #ready} is its end. */
  void reloading() {
    if (manager != null && !stopping) {
      manager.reloading("reloading");
    }
  }

  void stopping() {
    stopping = true;
    if (manager != null) {
      manager.stopping("draining");
    }
  }

  private static String summary(SupervisorStatus status) {
    long ready = status.slots().stream().filter(slot -> slot.state() == SlotState.READY).count();
    return "%s: %d of %s ready"
        .formatted(status.name(), ready, StartBlock.count(status.slots().size(), "replica"));
  }

  private void changed() {
    Supervisor started = supervisor;
    if (manager != null && started != null && !stopping) {
      manager.status(summary(started.status()));
    }
  }

  @Override
  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    changed();
  }

  @Override
  public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    changed();
  }

  @Override
  public void slotFailed(SlotId slot, String why, List<String> lastOutput) {
    changed();
  }

  @Override
  public void close() {
    if (watchdog != null) {
      watchdog.shutdownNow();
    }
    if (manager != null) {
      manager.close();
    }
  }
}
