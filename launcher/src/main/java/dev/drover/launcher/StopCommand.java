package dev.drover.launcher;

import dev.drover.control.ControlClient;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover stop}: drains a service, or all of a supervisor and the supervisor itself. */
final class StopCommand {
  /** From the last replica's end to the supervisor's own. */
  private static final Duration END = Duration.ofSeconds(10);

  private final Supervisors supervisors;
  private final PrintStream out;

  @Command(name = "stop")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Option(
        names = {"-kill", "--kill"},
        arity = "0")
    private boolean kill;

    @Parameters(index = "0", arity = "0..1")
    private String service;
  }

  StopCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "stop");
    try (ControlClient client = supervisors.connect(flags.control.name)) {
      JsonObject what = new JsonObject().put("kill", flags.kill);
      if (flags.service != null) {
        what.put("service", flags.service);
      }
      JsonObject result = client.request("stop", what, null);
      if (result.getBoolean("all")) {
        client.awaitEnd(END);
      }
      if (flags.control.json) {
        out.println(result.encodePrettily());
      } else {
        String stopped = result.getBoolean("all") ? client.name() : flags.service;
        out.println(stopped + (flags.kill ? " is killed" : " is stopped"));
      }
    }
  }
}
