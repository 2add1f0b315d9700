package dev.drover.launcher;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover reload}: new replicas of what is on disk now, without losing a request. */
final class ReloadCommand {
  private final ChangeCommand change;

  @Command(name = "reload")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Option(names = {"-parallel", "--parallel"})
    private int parallel = 1;

    @Option(
        names = {"-wait", "--wait"},
        arity = "0")
    private boolean waiting;

    @Option(names = {"-probation", "--probation"})
    private String probation;

    @Parameters(index = "0", arity = "0..1")
    private String service;
  }

  ReloadCommand(Supervisors supervisors, PrintStream out) {
    change = new ChangeCommand(supervisors, out);
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "reload");
    JsonObject what = new JsonObject().put("parallel", flags.parallel).put("wait", flags.waiting);
    if (flags.service != null) {
      what.put("service", flags.service);
    }
    if (flags.probation != null) {
      what.put("probation", flags.probation);
    }
    change.run(flags.control, "reload", what, "reloaded");
  }
}
