package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drover events}: what has happened, and with {@code -f} what happens. */
final class EventsCommand {
  private final Supervisors supervisors;
  private final PrintStream out;

  @Command(name = "events")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Option(
        names = {"-f", "-follow", "--follow"},
        arity = "0")
    private boolean follow;
  }

  EventsCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "events");
    try (ControlClient client = supervisors.connect(flags.control.name)) {
      client.request(
          "events",
          new JsonObject().put("follow", flags.follow),
          flags.follow ? null : ControlClient.PATIENCE,
          event -> print(event, flags.control.json));
    } catch (ControlException e) {
      // Its end is the last that can happen.
      if (!flags.follow || e.code() != ControlException.Code.GONE) {
        throw e;
      }
    }
  }

  /** Ends when nobody reads any more, as in {@code drover events -f | head}. */
  private void print(JsonObject event, boolean json) {
    out.println(json ? event.encode() : EventText.of(event));
    if (out.checkError()) {
      throw new ControlException(ControlException.Code.CANCELLED, "nobody reads the events");
    }
  }
}
