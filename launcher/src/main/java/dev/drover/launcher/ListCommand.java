package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover list}: all supervisors of this user. */
final class ListCommand {
  private final Supervisors supervisors;
  private final PrintStream out;

  @Command(name = "list")
  private static final class Flags {
    @Option(
        names = {"-json", "--json"},
        arity = "0")
    private boolean json;
  }

  ListCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "list");
    List<JsonObject> all = new ArrayList<>();
    for (String name : supervisors.names()) {
      about(name).ifPresent(all::add);
    }
    if (flags.json) {
      out.println(new JsonArray(all).encodePrettily());
    } else if (all.isEmpty()) {
      out.println("no supervisor of yours runs; " + Supervisors.HOW_TO_START);
    } else {
      TextTable table = new TextTable("NAME", "PID", "UPTIME", "READY", "RESTARTS", "ADDRESSES");
      all.forEach(each -> row(table, each));
      table.lines().forEach(out::println);
    }
  }

  private Optional<JsonObject> about(String name) {
    try (ControlClient client = supervisors.connect(name)) {
      return Optional.of(client.request("status", new JsonObject(), ControlClient.PATIENCE));
    } catch (LaunchFailure endedMeanwhile) {
      return Optional.empty();
    } catch (ControlException e) {
      return Optional.of(new JsonObject().put("name", name).put("problem", e.getMessage()));
    }
  }

  private static void row(TextTable table, JsonObject each) {
    if (each.containsKey("problem")) {
      table.row(each.getString("name"), "?", "?", "?", "?", each.getString("problem"));
      return;
    }
    StatusView view = new StatusView(each);
    table.row(
        view.name(),
        "" + view.pid(),
        view.uptime(),
        view.ready() + "/" + view.slots().size(),
        "" + view.restarts(),
        view.addresses());
  }
}
