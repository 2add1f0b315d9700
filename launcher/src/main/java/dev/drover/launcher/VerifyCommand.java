package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import dev.drover.verify.LoadTarget;
import dev.drover.verify.Verification;
import dev.drover.verify.VerifyOptions;
import dev.drover.verify.VerifyReport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code drover verify}: checks on the user's own application that nothing is lost by reloads, nor
 * by killed and hung replicas but what those had in flight.
 */
final class VerifyCommand {
  private static final String NAME = "verify";

  private final PrintStream out;
  private final PrintStream err;

  VerifyCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * @throws LaunchFailure for what goes wrong before there is anything to report
   */
  ExitCode run(List<String> args) {
    VerifyFlags flags = VerifyFlags.read(args);
    VerifyOptions options = flags.options();
    if (options.kills() + options.hangs() > 0 && !Verification.canInjectFaults()) {
      throw new LaunchFailure(
          ExitCode.FAILED, "--kills and --hangs need Linux; add --kills 0 --hangs 0");
    }
    Thread worker = Thread.currentThread();
    Signals.onStop(worker::interrupt, () -> Runtime.getRuntime().halt(ExitCode.FAILED.value()));
    try {
      return flags.own.running == null ? started(flags, options) : running(flags, options);
    } catch (ControlException e) {
      throw ControlCommands.failure(e);
    }
  }

  private ExitCode running(VerifyFlags flags, VerifyOptions options) {
    if (!flags.rest().isEmpty()) {
      throw CommandLineReader.usage(
          "-n is about what runs already; leave out '" + flags.rest().get(0) + "'", NAME);
    }
    Vertx vertx = Vertx.vertx(vertxOptions());
    try (ControlClient client = Supervisors.ofUser().connect(flags.own.running)) {
      return verify(vertx, flags, options, client);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private ExitCode started(VerifyFlags flags, VerifyOptions options) {
    List<String> arguments = VerifiedRun.arguments(flags);
    Vertx vertx = Vertx.vertx(vertxOptions());
    try (VerifiedRun run = VerifiedRun.start(vertx, arguments)) {
      return verify(vertx, flags, options, run.client());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static VertxOptions vertxOptions() {
    return new VertxOptions().setEventLoopPoolSize(1);
  }

  private ExitCode verify(
      Vertx vertx, VerifyFlags flags, VerifyOptions options, ControlClient client) {
    JsonObject status = client.request("status", new JsonObject(), ControlClient.PATIENCE);
    ServedAddress served = ServedAddress.choose(status, flags.own.url);
    LoadTarget target = served.target();
    progress(
        "%s (pid %d) at %s: %d requests/s, seed %d"
            .formatted(
                served.service(), status.getLong("pid"), target, options.rate(), options.seed()));
    try {
      VerifyReport report =
          new Verification(vertx, options, served.service(), target)
              .run(client, Supervisors.ofUser().connect(client.name()), this::progress);
      if (flags.own.json) {
        out.println(report.json().encodePrettily());
      } else {
        report.lines().forEach(out::println);
      }
      return report.passed() ? ExitCode.OK : ExitCode.FAILED;
    } catch (IllegalArgumentException e) {
      throw CommandLineReader.usage(
          e.getMessage() + "; say what answers with --url /path or --url http://host:port/path",
          NAME);
    }
  }

  private void progress(String line) {
    err.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + "  " + line);
  }
}
