package dev.drover.process;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What process 1 owes to the others: in a container without an init it inherits the processes whose
 * parents have ended, and nobody but it can take them out of the process table when they end too.
 * Has one thread of its own.
 *
 * <p>The ends of this JVM's own children are left to those who wait for them: Drover's native back
 * end, and the JDK, which has a thread named after each child that it waits for. As either may be
 * about to say so of a child that has only just been started, a zombie is taken when it is found
 * twice, a second apart.
 */
public final class OrphanReaper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanReaper.class);
  private static final long INIT = 1;
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  // In /proc/PID/stat, counted behind the name: state, parent, ..., time of birth.
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int BORN = 19;

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread reaper = new Thread(task, "drover-reaper");
            reaper.setDaemon(true);
            return reaper;
          });
  private final AtomicBoolean planned = new AtomicBoolean();

  // Confined to the thread.
  private Set<Zombie> seen = Set.of();

  private record Zombie(int pid, String born) {}

  private OrphanReaper() {
    // A close cancels what is planned.
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Empty when this process is not process 1, as nearly always. {@link #childEnded} must then be
   * called at each SIGCHLD, whose handler is to be set after this returns: the JDK sets its own
   * once.
   */
  public static Optional<OrphanReaper> ofInit() {
    if (ProcessHandle.current().pid() != INIT) {
      return Optional.empty();
    }
    try {
      Class.forName("java.lang.ProcessImpl");
      Libc.geteuid();
      return Optional.of(new OrphanReaper());
    } catch (ClassNotFoundException | LinkageError cause) {
      LOG.warn(
          "this is process 1, but cannot take away zombies; start it through an init, as by docker"
              + " run --init: "
              + cause);
      return Optional.empty();
    }
  }

  /** Some process has ended. Any thread; does not block. */
  public void childEnded() {
    if (planned.compareAndSet(false, true)) {
      thread.schedule(this::look, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    planned.set(false);
    try {
      Set<Zombie> orphans = orphans();
      for (Zombie zombie : orphans) {
        if (seen.contains(zombie)) {
          Libc.wait4(zombie.pid(), 0, Libc.WNOHANG, 0);
        }
      }
      orphans.removeIf(seen::contains);
      seen = orphans;
      if (!orphans.isEmpty()) {
        childEnded();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("zombies stay, /proc cannot be read: " + e);
    }
  }

  private static Set<Zombie> orphans() throws IOException {
    Set<Zombie> orphans = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        zombie(process).ifPresent(orphans::add);
      }
    }
    if (!orphans.isEmpty()) {
      Set<Integer> awaited = awaitedByTheJdk();
      orphans.removeIf(each -> OwnChildren.contains(each.pid()) || awaited.contains(each.pid()));
    }
    return orphans;
  }

  private static Optional<Zombie> zombie(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[STATE].equals("Z") && fields[PARENT].equals(String.valueOf(INIT))
          ? Optional.of(
              new Zombie(Integer.parseInt(process.getFileName().toString()), fields[BORN]))
          : Optional.empty();
    } catch (IOException | RuntimeException goneMeanwhile) {
      return Optional.empty();
    }
  }

  private static Set<Integer> awaitedByTheJdk() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] threads = new Thread[2 * all.activeCount() + 100];
    int count = all.enumerate(threads);
    Set<Integer> pids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String name = threads[i].getName();
      if (name.matches("process reaper \\(pid \\d{1,9}\\)")) {
        pids.add(Integer.parseInt(name.replaceAll("\\D", "")));
      }
    }
    return pids;
  }

  /** Zombies stay from now on. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
