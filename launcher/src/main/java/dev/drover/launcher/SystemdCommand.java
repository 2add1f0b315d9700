package dev.drover.launcher;

import dev.drover.config.ServiceConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    lines(managed(CommandLineReader.read(flags.run())), flags).forEach(out::println);
    return ExitCode.OK;
  }

  /**
   * What the unit is for.
   *
   * @param reloadable whether it has replicas, which can be replaced without a gap
   */
  private record Managed(ServiceConfig service, boolean reloadable) {}

  private static Managed managed(RunFlags run) {
    ClassLoader launcher = SystemdCommand.class.getClassLoader();
    int cores = Runtime.getRuntime().availableProcessors();
    Map<String, String> env = System.getenv();
    if (ConfigTarget.is(run.target)) {
      FilePlanner planner = FilePlanner.of(run, env, System.getProperties(), cores);
      return new Managed(planner.plan(launcher).asOne(), !planner.isOwnJvm());
    }
    RunPlan plan = new RunPlanner(run, env, System.getProperties(), cores).plan(launcher);
    return new Managed(plan.service(), plan.replicas() > 0);
  }

  private static List<String> lines(Managed managed, SystemdFlags flags) {
    if (flags.socket() != null) {
      if (!flags.socket().matches("(.+:)?\\d{1,5}")) {
        throw CommandLineReader.usage(
            "--socket must be a port, or host:port, was '" + flags.socket() + "'", "systemd-unit");
      }
      return SystemdUnit.socket(managed.service(), flags.user(), flags.socket());
    }
    List<String> command = new ArrayList<>(launcher());
    command.add("run");
    command.addAll(flags.run());
    return SystemdUnit.service(
        managed.service(),
        managed.reloadable(),
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
