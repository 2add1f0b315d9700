package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlDirectory;
import dev.drover.control.ControlException;
import dev.drover.control.ControlWatch;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code drover start}: {@code drover run} in a session of its own, which survives the terminal.
 * Returns when it is up, or has failed.
 */
final class StartCommand {
  private static final int LAST_LINES = 40;
  private static final long END_SECONDS = 15;

  private final Map<String, String> env;
  private final PrintStream out;

  StartCommand(Map<String, String> env, PrintStream out) {
    this.env = env;
    this.out = out;
  }

  /**
   * @param args those of {@code drover run}
   */
  ExitCode run(List<String> args) {
    CommandLineReader.read(args); // Says what is wrong with them here rather than in the log.
    try {
      Path log = Background.newLog(env);
      try (ControlWatch watch = ControlWatch.of(ControlDirectory.ofUser())) {
        return follow(start(args, log), watch, log);
      } finally {
        Files.deleteIfExists(log); // Still there only if it never got a name.
      }
    } catch (IOException e) {
      throw new LaunchFailure(
          ExitCode.FAILED,
          "cannot start in the background: " + e.getMessage(),
          "start it in the foreground with: drover run");
    }
  }

  private static Process start(List<String> args, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    // Keeps the pid: what a JVM starts leads no process group.
    command.add("setsid");
    List<String> run = new ArrayList<>(List.of("run"));
    run.addAll(args);
    command.addAll(OwnCommand.of(List.of(Background.flag(log)), run));
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .redirectErrorStream(true)
        .start();
  }

  private ExitCode follow(Process process, ControlWatch watch, Path unnamedLog) throws IOException {
    process.onExit().thenRun(watch::close);
    try (ControlClient client = watch.await(process.pid())) {
      if (client == null) {
        throw ended(process, unnamedLog);
      }
      return awaitUp(client, process);
    }
  }

  private ExitCode awaitUp(ControlClient client, Process process) throws IOException {
    try {
      JsonObject up = client.request("started", new JsonObject(), null);
      up.getJsonArray("lines").forEach(out::println);
      return ExitCode.OK;
    } catch (ControlException e) {
      awaitEnd(process);
      Path log = Background.log(env, client.name());
      List<String> lines = new ArrayList<>(tail(log));
      lines.add(e.getMessage());
      lines.add("its output is in " + log);
      throw LaunchFailure.verbatim(ExitCode.FAILED, lines);
    }
  }

  /** Then all it had to say is in its log. */
  private static void awaitEnd(Process process) {
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It ended before it had a name: what it wrote is the message. */
  private static LaunchFailure ended(Process process, Path log) throws IOException {
    ExitCode code = ExitCode.of(process.exitValue());
    List<String> said = tail(log);
    return said.isEmpty()
        ? new LaunchFailure(code, "it ended with " + process.exitValue() + " and said nothing")
        : LaunchFailure.verbatim(code, said);
  }

  private static List<String> tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }
}
