package dev.drover.launcher;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One event of a supervisor's, as a line for people. */
final class EventText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private EventText() {}

  static String of(JsonObject event) {
    String time = time(event.getString("time"));
    String whose = event.getString("slot", event.getString("service", ""));
    return time + "  " + (whose.isEmpty() ? "" : whose + " ") + text(event);
  }

  /** The time of day here. */
  static String time(String instant) {
    return TIME.format(Instant.parse(instant));
  }

  private static String text(JsonObject event) {
    String pid = "pid " + event.getLong("pid");
    return switch (event.getString("type")) {
      case "starting" -> "starts, " + pid;
      case "ready" -> "is ready after %s, %s".formatted(Amounts.took(event.getLong("tookMs")), pid);
      case "start-failed" ->
          "did not start: " + event.getJsonArray("cause").stream().findFirst().orElse("no reason");
      case "draining" -> "drains, %s: %s".formatted(pid, event.getString("reason"));
      case "exited" ->
          "has ended, %s: %s%s"
              .formatted(
                  pid,
                  event.getJsonObject("exit").getString("text"),
                  event.getBoolean("wanted") ? ", as asked" : "");
      case "restarting" ->
          "restarts in %s (restart %d)"
              .formatted(Amounts.took(event.getLong("inMs")), event.getLong("restarts"));
      case "hung" -> "hangs, %s: %s".formatted(pid, event.getString("what"));
      case "recycling" -> "is recycled, %s: %s".formatted(pid, event.getString("why"));
      case "recycle-failed" ->
          "is not recycled, the new replica %s; tried again in %s"
              .formatted(event.getString("why"), Amounts.took(event.getLong("inMs")));
      case "recycle-paused" ->
          "was due to be recycled after %s; the next one is left alone for %s"
              .formatted(
                  Amounts.took(event.getLong("servedMs")), Amounts.took(event.getLong("inMs")));
      case "replaced" ->
          "is served by %s, generation %d".formatted(pid, event.getInteger("generation"));
      case "reload-started" ->
          "is being reloaded, generation %d, %s"
              .formatted(
                  event.getInteger("generation"),
                  StartBlock.count(event.getInteger("slots"), "slot"));
      case "reload-rolled-back" -> "goes back: " + event.getString("why");
      case "reload-finished" ->
          "%s after %s"
              .formatted(
                  event.getBoolean("succeeded") ? "is reloaded" : "is as it was",
                  Amounts.took(event.getLong("tookMs")));
      case "scaling" ->
          "gets %s instead of %d"
              .formatted(
                  StartBlock.count(event.getInteger("to"), "replica"), event.getInteger("from"));
      case "instances" -> instances(event);
      case "failed" -> "has failed and is given up: " + event.getString("why");
      case "service-failed" -> "has failed: " + event.getString("why");
      case "port-bound" -> "listening on " + event.getString("address");
      case "port-released" -> "no longer listening on " + event.getString("address");
      case "port-failed" -> event.getString("why");
      // Of a supervisor that is newer than this.
      default -> event.encode();
    };
  }

  private static String instances(JsonObject event) {
    int instances = event.getInteger("instances");
    int loops = event.getInteger("eventLoops");
    int cut = event.getInteger("cut");
    return "has %s%s%s"
        .formatted(
            StartBlock.count(instances, "instance"),
            loops < instances
                ? " that share " + StartBlock.count(loops, "event loop")
                : instances == 1 ? "" : " on as many event loops",
            cut == 0
                ? ""
                : "; %s cut because the drain time was over"
                    .formatted(StartBlock.count(cut, "connection")));
  }
}
