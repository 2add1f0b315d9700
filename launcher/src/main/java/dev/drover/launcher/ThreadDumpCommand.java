package dev.drover.launcher;

import dev.drover.control.ControlClient;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code drover thread-dump}: what the threads of a slot's replica do. */
final class ThreadDumpCommand {
  /** Longer than the supervisor waits for the replica. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Supervisors supervisors;
  private final PrintStream out;

  @Command(name = "thread-dump")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Parameters(index = "0", arity = "1", paramLabel = "SLOT")
    private String slot;
  }

  ThreadDumpCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "thread-dump");
    try (ControlClient client = supervisors.connect(flags.control.name)) {
      JsonObject answer =
          client.request("thread-dump", new JsonObject().put("slot", flags.slot), PATIENCE);
      out.println(flags.control.json ? answer.encodePrettily() : answer.getString("dump"));
    }
  }
}
