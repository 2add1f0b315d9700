package dev.drover.launcher;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code drover restart}: each replica drains, then another takes its slot. */
final class RestartCommand {
  private final ChangeCommand change;

  @Command(name = "restart")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Parameters(index = "0", arity = "0..1")
    private String what;
  }

  RestartCommand(Supervisors supervisors, PrintStream out) {
    change = new ChangeCommand(supervisors, out);
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "restart");
    JsonObject what = new JsonObject();
    if (flags.what != null) {
      what.put(flags.what.indexOf('#') < 0 ? "service" : "slot", flags.what);
    }
    change.run(flags.control, "restart", what, "restarted");
  }
}
