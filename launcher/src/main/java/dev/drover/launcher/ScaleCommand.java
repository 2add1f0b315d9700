package dev.drover.launcher;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover scale}: more or fewer replicas, or instances in each, without losing a request. */
final class ScaleCommand {
  private final ChangeCommand change;

  @Command(name = "scale")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Option(
        names = {"-wait", "--wait"},
        arity = "0")
    private boolean waiting;

    @Option(names = {"-instances", "--instances"})
    private Integer instances;

    @Parameters(index = "0", arity = "1", paramLabel = "SERVICE")
    private String service;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N")
    private Integer replicas;
  }

  ScaleCommand(Supervisors supervisors, PrintStream out) {
    change = new ChangeCommand(supervisors, out);
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "scale");
    if (flags.replicas == null && flags.instances == null) {
      throw CommandLineReader.usage(
          "scale %s to what? Give a number of replicas, --instances M, or both"
              .formatted(flags.service),
          "scale");
    }
    requirePositive("the number of replicas", flags.replicas);
    requirePositive("--instances", flags.instances);
    JsonObject what = new JsonObject().put("service", flags.service).put("wait", flags.waiting);
    if (flags.replicas != null) {
      what.put("replicas", flags.replicas);
    }
    if (flags.instances != null) {
      what.put("instances", flags.instances);
    }
    change.run(flags.control, "scale", what, flags.service + " has " + reached(flags));
  }

  private static void requirePositive(String what, Integer value) {
    if (value != null && value < 1) {
      throw CommandLineReader.usage(
          "%s must be at least 1, was %d; 'drover stop' stops a service".formatted(what, value),
          "scale");
    }
  }

  private static String reached(Flags flags) {
    if (flags.instances == null) {
      return StartBlock.count(flags.replicas, "replica");
    }
    String each = StartBlock.count(flags.instances, "instance");
    return flags.replicas == null
        ? each + " in each replica"
        : StartBlock.count(flags.replicas, "replica") + " of " + each + " each";
  }
}
