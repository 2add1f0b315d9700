package dev.drover.launcher;

import dev.drover.config.NearNames;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonArray;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The commands that ask running supervisors over their control sockets. */
final class ControlCommands {
  static final List<String> NAMES =
      List.of(
          "start",
          "list",
          "status",
          "events",
          "why",
          "thread-dump",
          "stop",
          "restart",
          "reload",
          "scale",
          "bus",
          "top");

  private final PrintStream out;
  private final PrintStream err;

  ControlCommands(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * @param args without the name of the command
   * @throws LaunchFailure for what goes wrong
   */
  ExitCode run(String command, List<String> args) {
    try {
      switch (command) {
        case "start" -> new StartCommand(System.getenv(), out).run(args);
        case "list" -> new ListCommand(Supervisors.ofUser(), out).run(args);
        case "status" -> new StatusCommand(Supervisors.ofUser(), out).run(args);
        case "stop" -> new StopCommand(Supervisors.ofUser(), out).run(args);
        case "events" -> new EventsCommand(Supervisors.ofUser(), out).run(args);
        case "restart" -> new RestartCommand(Supervisors.ofUser(), out).run(args);
        case "reload" -> new ReloadCommand(Supervisors.ofUser(), out).run(args);
        case "scale" -> new ScaleCommand(Supervisors.ofUser(), out).run(args);
        case "why" -> new WhyCommand(Supervisors.ofUser(), out).run(args);
        case "thread-dump" -> new ThreadDumpCommand(Supervisors.ofUser(), out).run(args);
        case "bus" -> new BusCommand(Supervisors.ofUser(), out, err).run(args);
        case "top" -> new TopCommand(Supervisors.ofUser(), out).run(args);
        default -> throw new IllegalArgumentException(command);
      }
      return ExitCode.OK;
    } catch (ControlException e) {
      throw failure(e);
    }
  }

  /** What it is for the user. */
  static LaunchFailure failure(ControlException e) {
    List<String> lines = new ArrayList<>();
    JsonArray known = e.details().getJsonArray("known");
    if (e.code() == ControlException.Code.NOT_FOUND && known != null) {
      List<String> names = known.stream().map(String::valueOf).toList();
      lines.add(e.getMessage() + NearNames.hint(e.details().getString("wanted", ""), names));
      lines.add("there are: " + String.join(", ", names));
    } else {
      lines.add(e.getMessage());
    }
    JsonArray more = e.details().getJsonArray("lines", new JsonArray());
    more.forEach(line -> lines.add("  " + line));
    return new LaunchFailure(exitCode(e.code()), lines);
  }

  private static ExitCode exitCode(ControlException.Code code) {
    return switch (code) {
      case NOT_FOUND -> ExitCode.NOT_FOUND;
      case BAD_ARGS, BAD_CONFIG, UNKNOWN_OP -> ExitCode.USAGE;
      case ROLLED_BACK -> ExitCode.ROLLED_BACK;
      case PROTOCOL, VERSION, BUSY, REFUSED, CANCELLED, FAILED, NO_ANSWER, GONE -> ExitCode.FAILED;
    };
  }
}
