package dev.drover.launcher;

import dev.drover.control.ControlClient;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code drover status}: one supervisor's services, slots and replicas. */
final class StatusCommand {
  private final Supervisors supervisors;
  private final PrintStream out;

  @Command(name = "status")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Parameters(index = "0", arity = "0..1")
    private String service;
  }

  StatusCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "status");
    try (ControlClient client = supervisors.connect(flags.control.name)) {
      JsonObject what = new JsonObject();
      if (flags.service != null) {
        what.put("service", flags.service);
      }
      JsonObject status = client.request("status", what, ControlClient.PATIENCE);
      if (flags.control.json) {
        out.println(status.encodePrettily());
      } else {
        new StatusView(status).lines().forEach(out::println);
      }
    }
  }
}
