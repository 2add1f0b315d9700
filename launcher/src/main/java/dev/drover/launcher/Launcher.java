package dev.drover.launcher;

import dev.drover.bridge.BusClient;
import dev.drover.config.ConfigException;
import dev.drover.config.NearNames;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the command in the arguments, runs it, and turns what goes wrong into an exit code. */
final class Launcher {
  static final List<String> COMMANDS = commands();

  private static final String OWN = "drover: ";
  private static final List<String> HELP = List.of("-h", "-help", "--help");
  private static final List<String> VERSION = List.of("-version", "--version", "-V");

  private final PrintStream out;
  private final PrintStream err;
  private final Consumer<ExitCode> exit;

  /**
   * @param exit ends this JVM
   */
  Launcher(PrintStream out, PrintStream err, Consumer<ExitCode> exit) {
    this.out = out;
    this.err = err;
    this.exit = exit;
  }

  private static List<String> commands() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run", "logs", "health", "verify", "client", "completion", "systemd-unit", "help"));
    all.addAll(ControlCommands.NAMES);
    all.addAll(ConfigCommands.NAMES);
    return List.copyOf(all);
  }

  /** Returns without an exit when the application runs on in this JVM. */
  void launch(String... args) {
    try {
      command(Arrays.asList(args)).ifPresent(exit);
    } catch (LaunchFailure e) {
      fail(e.code(), e.isVerbatim() ? "" : OWN, e.lines());
    } catch (ConfigException e) {
      List<String> lines = new ArrayList<>(e.problems());
      lines.add("see drover run --help");
      fail(ExitCode.USAGE, OWN, lines);
    } catch (RuntimeException bug) {
      err.println(OWN + "this is a bug in Drover, please report it with what follows");
      bug.printStackTrace(err);
      exit.accept(ExitCode.FAILED);
    }
  }

  private void fail(ExitCode code, String prefix, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      err.println((i == 0 ? prefix : "") + lines.get(i));
    }
    exit.accept(code);
  }

  /** Empty when the application runs on in this JVM. */
  private Optional<ExitCode> command(List<String> args) {
    String first = args.isEmpty() ? "" : args.get(0);
    if (args.size() == 1 && HELP.contains(first.toLowerCase(Locale.ROOT))) {
      return show(HelpText.OVERVIEW);
    }
    if (args.size() == 1 && VERSION.contains(first)) {
      out.println("drover " + Version.own());
      return Optional.of(ExitCode.OK);
    }
    if (ControlCommands.NAMES.contains(first)) {
      return control(first, args.subList(1, args.size()));
    }
    if (ConfigCommands.NAMES.contains(first)) {
      return config(first, args.subList(1, args.size()));
    }
    return switch (first) {
      case "run" -> run(args.subList(1, args.size()));
      case "logs" -> logs(args.subList(1, args.size()));
      case "health" -> health(args.subList(1, args.size()));
      case "verify" -> verify(args.subList(1, args.size()));
      case "completion" -> completion(args.subList(1, args.size()));
      case "systemd-unit" -> systemdUnit(args.subList(1, args.size()));
      case "client" -> client(args.subList(1, args.size()));
      case "help" -> help(args.subList(1, args.size()));
      default -> runOrHint(first, args);
    };
  }

  private Optional<ExitCode> control(String command, List<String> args) {
    return isHelp(args)
        ? show(HelpText.ofControl(command))
        : Optional.of(new ControlCommands(out, err).run(command, args));
  }

  private Optional<ExitCode> config(String command, List<String> args) {
    return isHelp(args)
        ? show(HelpText.CONFIG)
        : Optional.of(new ConfigCommands(out).run(command, args));
  }

  private static boolean isHelp(List<String> args) {
    return args.stream().anyMatch(arg -> HELP.contains(arg.toLowerCase(Locale.ROOT)));
  }

  /** A client module on stdout, to be kept in a file. */
  private Optional<ExitCode> client(List<String> which) {
    for (BusClient client : BusClient.values()) {
      if (which.equals(List.of(client.name().toLowerCase(Locale.ROOT)))) {
        out.print(client.source());
        return Optional.of(ExitCode.OK);
      }
    }
    throw new LaunchFailure(
        ExitCode.USAGE,
        "client is of node or python: drover client node > " + BusClient.NODE.fileName(),
        "see drover --help");
  }

  private Optional<ExitCode> show(HelpText help) {
    out.print(help.text());
    return Optional.of(ExitCode.OK);
  }

  private Optional<ExitCode> help(List<String> about) {
    if (about.isEmpty()) {
      return show(HelpText.OVERVIEW);
    }
    String topic = String.join(" ", about);
    if (ControlCommands.NAMES.contains(topic)) {
      return show(HelpText.ofControl(topic));
    }
    if (ConfigCommands.NAMES.contains(topic)) {
      return show(HelpText.CONFIG);
    }
    for (HelpText help : HelpText.values()) {
      if (help != HelpText.OVERVIEW && topic.equals(help.command())) {
        return show(help);
      }
    }
    throw new LaunchFailure(
        ExitCode.USAGE,
        "no help about '" + topic + "'" + NearNames.hint(topic, COMMANDS),
        "see drover --help");
  }

  private Optional<ExitCode> systemdUnit(List<String> args) {
    int end = args.indexOf("--");
    return isHelp(end < 0 ? args : args.subList(0, end))
        ? show(HelpText.SYSTEMD_UNIT)
        : Optional.of(new SystemdCommand(out).run(args));
  }

  private Optional<ExitCode> verify(List<String> args) {
    int end = args.indexOf("--");
    return isHelp(end < 0 ? args : args.subList(0, end))
        ? show(HelpText.VERIFY)
        : Optional.of(new VerifyCommand(out, err).run(args));
  }

  private Optional<ExitCode> completion(List<String> args) {
    return isHelp(args)
        ? show(HelpText.COMPLETION)
        : Optional.of(new CompletionCommand(out).run(args));
  }

  private Optional<ExitCode> logs(List<String> args) {
    if (isHelp(args)) {
      return show(HelpText.LOGS);
    }
    LogsCommand command = new LogsCommand(System.getenv(), Terminal.stdout(), Terminal.charset());
    return Optional.of(command.run(args));
  }

  /** A mistyped command looks like a class that is not there. */
  private Optional<ExitCode> runOrHint(String first, List<String> args) {
    try {
      return run(args);
    } catch (LaunchFailure e) {
      String hint = NearNames.hint(first, COMMANDS);
      if (e.code() != ExitCode.NOT_FOUND || hint.isEmpty() || !first.matches("[a-z-]+")) {
        throw e;
      }
      throw new LaunchFailure(ExitCode.NOT_FOUND, "no command or class " + first + hint);
    }
  }

  private Optional<ExitCode> health(List<String> args) {
    return isHelp(args) ? show(HelpText.OVERVIEW) : Optional.of(new HealthCommand(out).run(args));
  }

  private Optional<ExitCode> run(List<String> args) {
    int end = args.indexOf("--");
    List<String> own = end < 0 ? args : args.subList(0, end);
    if (isHelp(own)) {
      return show(HelpText.RUN);
    }
    return new RunCommand(err, exit).run(CommandLineReader.read(args));
  }
}
