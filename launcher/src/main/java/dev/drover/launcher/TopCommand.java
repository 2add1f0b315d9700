package dev.drover.launcher;

import dev.drover.control.ControlClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover top}: services and slots, live. */
final class TopCommand {
  private static final String FOR_PROGRAMS = "without one: drover status --json";

  private final Supervisors supervisors;
  private final PrintStream out;

  @Command(name = "top")
  private static final class Flags {
    @Option(names = {"-n", "-name", "--name"})
    private String name;

    @Option(names = {"-sort", "--sort"})
    private TopSort sort = TopSort.SLOT;
  }

  TopCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "top");
    requireTerminal();
    try (ControlClient status = supervisors.connect(flags.name);
        TopEvents events = TopEvents.follow(supervisors.connect(status.name()))) {
      TopSession session = new TopSession(status, events, flags.sort);
      session.run();
      if (session.ended()) {
        out.println("the supervisor " + status.name() + " has ended");
      }
    } catch (IOException e) {
      throw new LaunchFailure(
          ExitCode.FAILED, "top cannot use this terminal: " + e.getMessage(), FOR_PROGRAMS);
    }
  }

  private static void requireTerminal() {
    for (int descriptor : new int[] {0, 1}) {
      if (!Terminal.isTerminal(descriptor)) {
        throw new LaunchFailure(
            ExitCode.FAILED,
            "top needs a terminal, and %s is none"
                .formatted(descriptor == 0 ? "its input" : "its output"),
            FOR_PROGRAMS);
      }
    }
    if ("dumb".equals(System.getenv().getOrDefault("TERM", "dumb"))) {
      throw new LaunchFailure(
          ExitCode.FAILED,
          "top needs a terminal that can move its cursor, and TERM says that this one cannot",
          FOR_PROGRAMS);
    }
  }
}
