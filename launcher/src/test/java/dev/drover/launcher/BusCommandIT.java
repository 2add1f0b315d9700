package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover bus}: another terminal speaks on the event bus of the replicas. */
class BusCommandIT {
  private static final int FLOOD = 5_000;

  @TempDir static Path directory;

  private static DroverProcess drover;

  @BeforeAll
  static void start() {
    drover =
        new DroverCommand(directory)
            .run(DroverCommand.app("BusDesk"), "--replicas=2", "--instances=1", "--name=web");
    drover.awaitUp();
  }

  @AfterAll
  static void stop() {
    drover.close();
  }

  @Test
  void requestPrintsTheReply() {
    DroverAnswer answer = ask("request", "echo", "{\"a\":[1,null]}", "--header", "k=v");

    assertThat(new JsonObject(answer.out()))
        .isEqualTo(new JsonObject("{\"body\":{\"a\":[1,null]},\"header\":\"v\"}"));
    assertThat(answer.exitCode()).isZero();
    assertThat(ask("request", "echo", "plain text").out()).contains("\"plain text\"");
    JsonObject json = new JsonObject(ask("request", "bytes", "--via=web#2", "--json").out());
    assertThat(json.getString("bodyType")).isEqualTo("buffer");
    assertThat(json.getString("body")).isEqualTo("YWI=");
    assertThat(json.getString("via")).isEqualTo("web#2");
  }

  @Test
  void everyFailureSaysWhatItWas() {
    assertFails(ask("request", "nobody"), 1, "nobody listens at 'nobody'");
    assertFails(ask("send", "nobody"), 1, "nobody listens at 'nobody'");
    assertFails(
        ask("request", "silent", "--timeout=200ms"),
        1,
        "has not replied within 200ms",
        "--timeout");
    assertFails(ask("request", "fails"), 1, "'fails' failed the request with code 42: sold out");
    assertFails(ask("request", "echo", "--via=wbe"), 3, "no such service 'wbe'; did you mean web?");
    assertFails(ask("sned", "echo"), 2, "did you mean send?");
    assertFails(ask("request", "echo", "{\"a\""), 2, "the body is no JSON");
  }

  private static void assertFails(DroverAnswer answer, int code, String... parts) {
    assertThat(answer.err()).contains(parts);
    assertThat(answer.exitCode()).isEqualTo(code);
  }

  @Test
  void whoListensGetsWhatIsPublishedAndFailsWhatIsAsked() {
    DroverProcess listener = command().start("bus", "listen", "news", "--count=2");
    assertThat(listener.err().await("listening at 'news' through web#"))
        .contains("as one more consumer");
    assertThat(ask("publish", "news", "{\"n\":1}").exitCode()).isZero();
    listener.out().await("{\"n\":1}");
    assertFails(ask("request", "news", "--timeout=5s"), 1, "code 503", "it answers none");
    listener.out().await("(a request, which was failed)");

    assertThat(listener.awaitExit()).isZero();
  }

  @Test
  void whoListensGoesOnThroughAnotherReplicaWhenHisIsKilled() {
    DroverProcess listener = command().start("bus", "listen", "later", "--count=1");
    String slot = listener.err().await("listening at").replaceAll(".*(web#\\d).*", "$1");
    DroverProcess.signal("KILL", "" + pid(slot));
    listener.err().await(slot + " is leaving or gone");
    listener.err().await("listening through web#");
    assertThat(ask("publish", "later", "still here").exitCode()).isZero();
    listener.out().await("still here");

    assertThat(listener.awaitExit()).isZero();
    drover.out().await("is ready again");
  }

  private static long pid(String slot) {
    JsonObject status = new JsonObject(command().ask("status", "--json").out());
    return status.getJsonArray("services").getJsonObject(0).getJsonArray("slots").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("slot").equals(slot))
        .findFirst()
        .orElseThrow()
        .getLong("pid");
  }

  @Test
  void whatComesFasterThanItIsReadIsDroppedAndCounted() {
    DroverProcess listener = command().start("bus", "listen", "flooded", "--json");
    listener.out().await("\"listening\"");
    listener.signal("STOP");
    assertThat(ask("request", "flood", "" + FLOOD, "--timeout=60s").exitCode()).isZero();
    listener.signal("CONT");

    Deadline deadline = new Deadline(Duration.ofSeconds(60));
    while (shown(listener) + dropped(listener) < FLOOD && !deadline.isOver()) {
      listener.staysFor(Duration.ofMillis(50));
    }
    assertThat(shown(listener) + dropped(listener)).isEqualTo(FLOOD);
    assertThat(dropped(listener)).isPositive();
    listener.signal("TERM");
    listener.awaitExit();
  }

  private static long shown(DroverProcess listener) {
    return items(listener).filter(item -> item.containsKey("time")).count();
  }

  private static long dropped(DroverProcess listener) {
    return items(listener).mapToLong(item -> item.getLong("dropped", 0L)).sum();
  }

  private static Stream<JsonObject> items(DroverProcess listener) {
    return listener.out().all().stream().map(JsonObject::new);
  }

  private static DroverAnswer ask(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "bus";
    System.arraycopy(args, 0, all, 1, args.length);
    return command().ask(all);
  }

  private static DroverCommand command() {
    return new DroverCommand(directory);
  }
}
