package dev.drover.launcher;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover scale}: another number of replicas, without losing a request. */
final class ScaleCommand {
  private final ChangeCommand change;

  @Command(name = "scale")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Option(
        names = {"-wait", "--wait"},
        arity = "0")
    private boolean waiting;

    @Parameters(index = "0", arity = "1", paramLabel = "SERVICE")
    private String service;

    @Parameters(index = "1", arity = "1", paramLabel = "N")
    private int replicas;
  }

  ScaleCommand(Supervisors supervisors, PrintStream out) {
    change = new ChangeCommand(supervisors, out);
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "scale");
    JsonObject what =
        new JsonObject()
            .put("service", flags.service)
            .put("replicas", flags.replicas)
            .put("wait", flags.waiting);
    String done = flags.service + " has " + StartBlock.count(flags.replicas, "replica");
    change.run(flags.control, "scale", what, done);
  }
}
