package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import dev.drover.supervisor.ReloadException;
import dev.drover.supervisor.ReloadOptions;
import dev.drover.supervisor.ReloadResult;
import dev.drover.supervisor.Supervisor;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code --watch}: compiles and reloads a service when its files change. What does not compile or
 * start is shown, and the code that was there before serves on.
 */
final class WatchedRun implements AutoCloseable {
  /** A developer looks at it himself; what fails later is restarted. */
  private static final Duration PROBATION = Duration.ofMillis(10);

  private final Supervisor supervisor;
  private final Console console;
  private final Function<RunPlan, ServiceConfig> withClasses;
  private final Map<String, RunPlan> running = new ConcurrentHashMap<>();
  private final List<FileWatch> watches = new ArrayList<>();
  private PlanSource source;
  private volatile boolean closed;

  /**
   * @param withClasses makes a plan's compiled classes loadable
   */
  WatchedRun(Supervisor supervisor, Console console, Function<RunPlan, ServiceConfig> withClasses) {
    this.supervisor = supervisor;
    this.console = console;
    this.withClasses = withClasses;
  }

  /**
   * The code is changed again before the better one of the JVM's compilers would pay. The user's
   * own flags come later, and win.
   */
  static ServiceConfig quickToStart(ServiceConfig service) {
    List<String> flags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    flags.addAll(service.jvmArgs());
    return service.withJvmArgs(flags);
  }

  /** Call it once. */
  void start(SupervisionPlan plan) {
    source = plan.source();
    for (RunPlan service : plan.services()) {
      String name = service.service().name();
      running.put(name, service);
      List<FileWatch.Root> roots = roots(service);
      if (roots.isEmpty()) {
        console.say(name + " has no files of its own to watch");
      } else {
        watch(name, roots, files -> changed(name, files));
      }
    }
    if (plan.file() != null) {
      List<FileWatch.Root> file = List.of(new FileWatch.Root(plan.file(), ""));
      watch(plan.name(), file, files -> fileChanged(plan.file()));
    }
  }

  private void watch(String name, List<FileWatch.Root> roots, Consumer<Set<Path>> listener) {
    try {
      watches.add(new FileWatch(name, roots, listener));
      console.say("watching " + shown(roots) + " for " + name);
    } catch (UncheckedIOException e) {
      console.warn(List.of("cannot watch the files of " + name + ": " + e.getMessage()));
    }
  }

  private static String shown(List<FileWatch.Root> roots) {
    return String.join(", ", roots.stream().map(root -> root.path().toString()).toList());
  }

  /** What the user names, or sources where they are compiled from and the classes' places. */
  private List<FileWatch.Root> roots(RunPlan plan) {
    if (!plan.watch().isEmpty()) {
      return plan.watch().stream().filter(this::isThere).map(FileWatch.Root::of).toList();
    }
    List<FileWatch.Root> roots = new ArrayList<>();
    CompiledSources sources = plan.target().sources();
    for (Path entry : plan.target().classPath()) {
      boolean isSource =
          sources != null && entry.equals(sources.source().root().toAbsolutePath().normalize());
      roots.add(new FileWatch.Root(entry, isSource ? ".java" : ""));
    }
    return roots;
  }

  /** On the service's watch thread, one change after the other. */
  private void changed(String name, Set<Path> files) {
    attempt(
        name,
        () -> {
          RunPlan before = running.get(name);
          RunPlan next = planOf(source.read(), name);
          boolean same = before.hasClassesOf(next) && before.service().equals(next.service());
          if (!same || !files.stream().allMatch(WatchedRun::isSource)) {
            reload(next, shown(files));
          }
        });
  }

  private boolean isThere(String pattern) {
    Path base = FileWatch.Root.of(pattern).path();
    boolean there = Files.exists(base);
    if (!there) {
      console.warn(List.of("nothing is watched for %s: there is no %s".formatted(pattern, base)));
    }
    return there;
  }

  private static RunPlan planOf(PlanSource.Reading reading, String name) {
    if (!reading.services().contains(name)) {
      throw new ConfigException(reading.notTaken());
    }
    return reading.plan(List.of(name)).get(0);
  }

  /** On the file's watch thread: reloads the services of which it says something else now. */
  private void fileChanged(Path file) {
    String shown = file.getFileName().toString();
    attempt(
        shown,
        () -> {
          PlanSource.Reading reading = source.read();
          List<RunPlan> changed =
              reading.plan(reading.services()).stream()
                  .filter(
                      plan -> !plan.service().equals(running.get(plan.service().name()).service()))
                  .toList();
          reading.notTaken().forEach(line -> console.warn(List.of(line)));
          changed.forEach(plan -> attempt(plan.service().name(), () -> reload(plan, shown)));
        });
  }

  private void reload(RunPlan next, String because) {
    String name = next.service().name();
    console.say(name + " has changed (" + because + "), reloading");
    // Compiled before, so that what does not compile is no reload that failed.
    ReloadResult result = reload(name, withClasses.apply(next));
    running.put(name, next);
    console.say(name + " is reloaded, after " + StartBlock.took(result.took()));
  }

  /** Shows what goes wrong. */
  private void attempt(String name, Runnable action) {
    if (closed) {
      return;
    }
    try {
      action.run();
    } catch (LaunchFailure e) {
      failed(name, e.lines());
    } catch (ConfigException e) {
      failed(name, e.problems());
    } catch (CompletionException e) {
      failed(name, cause(e));
    } catch (RuntimeException e) {
      // A file that is gone again, say: the next change tries anew.
      failed(name, List.of(String.valueOf(e)));
    }
  }

  private ReloadResult reload(String name, ServiceConfig config) {
    return supervisor
        .reload(
            name,
            ReloadOptions.DEFAULT.withWaiting(true).withProbation(PROBATION).withConfig(config))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java");
  }

  private static String shown(Set<Path> files) {
    Path first = files.iterator().next().getFileName();
    return files.size() == 1 ? first.toString() : first + " and " + (files.size() - 1) + " more";
  }

  private static List<String> cause(CompletionException e) {
    List<String> lines = new ArrayList<>();
    lines.add(String.valueOf(e.getCause().getMessage()));
    if (e.getCause() instanceof ReloadException reload) {
      reload.lastOutput().forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  private void failed(String name, List<String> cause) {
    if (closed) {
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(name + " is not reloaded, what ran before serves on:");
    cause.forEach(line -> lines.add("  " + line));
    console.warn(lines);
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(FileWatch::close);
  }
}
