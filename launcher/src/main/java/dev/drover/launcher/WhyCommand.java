package dev.drover.launcher;

import dev.drover.control.ControlClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code drover why}: how the last replicas of a slot lived and ended. */
final class WhyCommand {
  private final Supervisors supervisors;
  private final PrintStream out;

  @Command(name = "why")
  private static final class Flags {
    @Mixin private ControlFlags control = new ControlFlags();

    @Parameters(index = "0", arity = "1", paramLabel = "SLOT")
    private String slot;
  }

  WhyCommand(Supervisors supervisors, PrintStream out) {
    this.supervisors = supervisors;
    this.out = out;
  }

  void run(List<String> args) {
    Flags flags = CommandLineReader.read(new Flags(), args, "why");
    try (ControlClient client = supervisors.connect(flags.control.name)) {
      JsonObject story =
          client.request("why", new JsonObject().put("slot", flags.slot), ControlClient.PATIENCE);
      if (flags.control.json) {
        out.println(story.encodePrettily());
      } else {
        show(story);
      }
    }
  }

  private void show(JsonObject story) {
    out.println(
        "%s: %s%s, %s"
            .formatted(
                story.getString("slot"),
                story.getString("state"),
                story.containsKey("pid")
                    ? ", pid %d, up %s"
                        .formatted(story.getLong("pid"), Amounts.age(story.getLong("uptimeMs")))
                    : "",
                StartBlock.count(story.getInteger("restarts"), "restart")));
    JsonArray lives = story.getJsonArray("lives");
    List<JsonObject> ended =
        lives.stream()
            .map(JsonObject.class::cast)
            .filter(life -> life.containsKey("endedAt"))
            .toList();
    if (ended.isEmpty()) {
      out.println("none of its replicas has ended so far");
    }
    ended.forEach(this::life);
  }

  private void life(JsonObject life) {
    Instant start = Instant.parse(life.getString("startedAt"));
    Instant end = Instant.parse(life.getString("endedAt"));
    out.println();
    out.println(
        "pid %d lived %s, from %s to %s"
            .formatted(
                life.getLong("pid"),
                Amounts.took(Duration.between(start, end).toMillis()),
                EventText.time(life.getString("startedAt")),
                EventText.time(life.getString("endedAt"))));
    row(
        "ready",
        life.containsKey("readyAfterMs")
            ? "after " + Amounts.took(life.getLong("readyAfterMs"))
            : "never");
    String asked = life.getBoolean("wanted") ? ", as asked" : "";
    row("ended", life.getJsonObject("exit").getString("text") + asked);
    if (life.containsKey("recycled")) {
      row("recycled", "it " + life.getString("recycled"));
    }
    if (life.containsKey("recycleFailed")) {
      row("of no use", "to recycle the slot: " + life.getString("recycleFailed"));
    }
    if (life.containsKey("restartedAfterMs")) {
      row("restarted", "after " + Amounts.took(life.getLong("restartedAfterMs")));
    }
    if (life.containsKey("givenUp")) {
      row("given up", life.getString("givenUp"));
    }
    if (life.containsKey("hung")) {
      hung(life.getJsonObject("hung"));
    }
    block("did not start:", life.getJsonArray("startFailure"));
    block("last output:", life.getJsonArray("output"));
  }

  private void hung(JsonObject hang) {
    if (hang.containsKey("file")) {
      row("stacks", hang.getString("file"));
    }
    for (Object each : hang.getJsonArray("stacks")) {
      JsonObject stack = (JsonObject) each;
      String head = "%s (%s):".formatted(stack.getString("thread"), stack.getString("state"));
      block(head, stack.getJsonArray("frames"));
    }
  }

  private void row(String key, String value) {
    out.println("  %-10s %s".formatted(key, value));
  }

  private void block(String head, JsonArray lines) {
    if (lines != null && !lines.isEmpty()) {
      out.println("  " + head);
      lines.forEach(line -> out.println("    " + line));
    }
  }
}
