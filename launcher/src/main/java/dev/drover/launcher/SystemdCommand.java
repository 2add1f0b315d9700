package dev.drover.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code drover systemd-unit}: checks what it is given as {@code drover run} would. */
final class SystemdCommand {
  /** Set by the {@code drover} script: its own path. */
  private static final String SCRIPT = "drover.script";

  private final PrintStream out;

  SystemdCommand(PrintStream out) {
    this.out = out;
  }

  ExitCode run(List<String> args) {
    SystemdFlags flags = SystemdFlags.read(args);
    RunPlan plan =
        new RunPlanner(
                CommandLineReader.read(flags.run()),
                System.getenv(),
                System.getProperties(),
                Runtime.getRuntime().availableProcessors())
            .plan(SystemdCommand.class.getClassLoader());
    lines(plan, flags).forEach(out::println);
    return ExitCode.OK;
  }

  private static List<String> lines(RunPlan plan, SystemdFlags flags) {
    if (flags.socket() != null) {
      if (!flags.socket().matches("(.+:)?\\d{1,5}")) {
        throw CommandLineReader.usage(
            "--socket must be a port, or host:port, was '" + flags.socket() + "'", "systemd-unit");
      }
      return SystemdUnit.socket(plan.service(), flags.user(), flags.socket());
    }
    List<String> command = new ArrayList<>(launcher());
    command.add("run");
    command.addAll(flags.run());
    return SystemdUnit.service(
        plan.service(),
        flags.user(),
        command,
        Path.of("").toAbsolutePath(),
        Path.of(System.getProperty("java.home")));
  }

  private static List<String> launcher() {
    String script = System.getProperty(SCRIPT);
    if (script != null) {
      return List.of(script);
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath = ClassPath.join(ServicePath.ofLauncher());
    return List.of(java.toString(), "-cp", classPath, Main.class.getName());
  }
}
