package dev.drover.bridge;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.JsonObject;

/**
 * One line for each request: the logger {@code dev.drover.bridge.audit}, level INFO. It has the
 * arguments that were accepted, because without them a log does not tell what was done; those that
 * configuration calls secret are stars, and nothing of any environment nor of the output is ever in
 * it.
 */
final class CommandAudit {
  private static final Logger LOG = LoggerFactory.getLogger("dev.drover.bridge.audit");
  private static final int LONGEST = 2_000;
  private static final String SECRET = "***";

  private final String address;

  CommandAudit(String address) {
    this.address = address;
  }

  void refused(CommandRequest request, RefusedException why) {
    String what =
        request == null || request.command() == null
            ? "a request"
            : "command " + Shown.of(request.command());
    LOG.info("%s: %s refused: %s".formatted(address, what, Shown.of(why.getMessage())));
  }

  void cancelled(String id, boolean found) {
    LOG.info("%s: cancel of %s: %s".formatted(address, id, found ? "sent" : "nothing runs"));
  }

  void ran(CommandSpec spec, CommandRequest request, CommandRun run) {
    String what =
        request.command() == null
            ? "shell text " + Shown.of(request.shell(), LONGEST)
            : "command " + spec.name() + " " + Shown.of(args(spec, request).encode(), LONGEST);
    String id = request.id() == null ? "" : " id " + request.id();
    LOG.info("%s: %s%s, pid %d: %s".formatted(address, what, id, run.pid(), run.outcome()));
  }

  private static JsonObject args(CommandSpec spec, CommandRequest request) {
    JsonObject shown = request.args().copy();
    for (String name : request.args().fieldNames()) {
      if (spec.rules().get(name).secret()) {
        shown.put(name, SECRET);
      }
    }
    return shown;
  }
}
