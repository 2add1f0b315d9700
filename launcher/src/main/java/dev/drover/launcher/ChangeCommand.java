package dev.drover.launcher;

import dev.drover.control.ControlClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;

/** What {@code reload}, {@code restart} and {@code scale} have in common. */
final class ChangeCommand {
  private final Supervisors supervisors;
  private final PrintStream out;

  ChangeCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  /**
   * Asks, shows what happens meanwhile, and waits for the end. Who interrupts it interrupts the
   * waiting only.
   *
   * @param done said at the end, unless JSON is wanted
   */
  void run(ControlFlags flags, String op, JsonObject args, String done) {
    try (ControlClient client = supervisors.connect(flags.name)) {
      JsonObject result =
          client.request(
              op,
              args,
              null,
              event -> out.println(flags.json ? event.encode() : EventText.of(event)));
      if (flags.json) {
        out.println(result.encode());
        return;
      }
      result.getJsonArray("notTaken", new JsonArray()).forEach(out::println);
      out.println(done);
    }
  }
}
