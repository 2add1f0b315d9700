package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlDirectory;
import dev.drover.control.ControlException;
import dev.drover.control.ControlWatch;
import dev.drover.process.ChildProcess;
import dev.drover.process.SpawnOptions;
import dev.drover.process.Stdio;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@code drover run} in a process of its own, which ends with this one, however that ends. */
final class VerifiedRun implements AutoCloseable {
  private static final int LAST_LINES = 40;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final long END_SECONDS = 60;

  private final ChildProcess process;
  private final Deque<String> output = new ArrayDeque<>();
  private ControlClient client;

  private VerifiedRun(ChildProcess process) {
    this.process = process;
    for (int descriptor : new int[] {1, 2}) {
      process.output(descriptor).lines(Terminal.charset(), LONGEST_LINE).handler(this::keep);
    }
  }

  /**
   * What the run is given: what the user gave, and replicas where he did not say how many.
   *
   * @throws LaunchFailure when they make no sense, or there would be no replica
   */
  static List<String> arguments(VerifyFlags flags) {
    RunFlags run = CommandLineReader.read(flags.rest());
    if (run.target == null && run.main == null) {
      throw CommandLineReader.usage(
          "say what is to be verified: a TARGET as of drover run, or -n NAME for what runs",
          "verify");
    }
    if (run.watch) {
      throw CommandLineReader.usage("--watch reloads at times of its own; leave it out", "verify");
    }
    boolean none =
        ConfigTarget.is(run.target)
            ? ofFile(run).isOwnJvm()
            : Integer.valueOf(0).equals(run.replica.replicas);
    if (none) {
      throw CommandLineReader.usage("there must be replicas, as with --replicas 2", "verify");
    }
    List<String> arguments = new ArrayList<>(List.of("run"));
    if (!ConfigTarget.is(run.target) && run.replica.replicas == null) {
      arguments.add("--replicas=2");
    }
    arguments.addAll(flags.rest());
    return arguments;
  }

  private static FilePlanner ofFile(RunFlags run) {
    int cores = Runtime.getRuntime().availableProcessors();
    return FilePlanner.of(run, System.getenv(), System.getProperties(), cores);
  }

  /**
   * Blocks until it is up.
   *
   * @throws LaunchFailure with its own last words when it does not start
   */
  static VerifiedRun start(Vertx vertx, List<String> arguments) {
    List<String> command = OwnCommand.of(List.of(), arguments);
    try (ControlWatch watch = ControlWatch.of(ControlDirectory.ofUser())) {
      ChildProcess process =
          ChildProcess.spawn(
                  vertx,
                  command.get(0),
                  command.subList(1, command.size()),
                  SpawnOptions.builder().stdin(Stdio.ignore()).build())
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      VerifiedRun run = new VerifiedRun(process);
      try {
        Runnable waitNoMore = watch::close;
        process.exit().onComplete(end -> waitNoMore.run());
        run.await(watch);
        return run;
      } catch (RuntimeException e) {
        run.end();
        throw e;
      }
    } catch (CompletionException e) {
      throw new LaunchFailure(ExitCode.FAILED, "cannot start it: " + e.getCause().getMessage());
    }
  }

  private void await(ControlWatch watch) {
    client = watch.await(process.pid());
    try {
      if (client != null) {
        client.request("started", new JsonObject(), null);
        return;
      }
    } catch (ControlException e) {
      // What it says for itself is more.
    }
    int code = awaitEnd();
    throw LaunchFailure.verbatim(ExitCode.of(code), lastLines());
  }

  private void keep(String line) {
    synchronized (output) {
      output.add(line);
      if (output.size() > LAST_LINES) {
        output.remove();
      }
    }
  }

  private List<String> lastLines() {
    synchronized (output) {
      return output.isEmpty() ? List.of("drover run ended and said nothing") : List.copyOf(output);
    }
  }

  ControlClient client() {
    return client;
  }

  private int awaitEnd() {
    try {
      Integer code =
          process
              .closed()
              .toCompletionStage()
              .toCompletableFuture()
              .get(END_SECONDS, TimeUnit.SECONDS)
              .code();
      return code == null ? ExitCode.FAILED.value() : code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      process.kill("KILL");
    }
    return ExitCode.FAILED.value();
  }

  /** Stops it, which takes as long as its drain. */
  @Override
  public void close() {
    end();
  }

  private void end() {
    if (client != null) {
      client.close();
    }
    process.kill();
    awaitEnd();
  }
}
