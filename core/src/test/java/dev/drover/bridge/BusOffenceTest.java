package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What closes a channel. */
class BusOffenceTest extends OnABusChannel {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{oops",
        "[]",
        "\"text\"",
        "17",
        "null",
        "{}",
        "{\"type\": 3}",
        "{\"type\": \"explode\", \"address\": \"mine\"}",
        "{\"type\": \"message\", \"address\": \"mine\"}",
        "{\"type\": \"send\"}",
        "{\"type\": \"send\", \"address\": 1}",
        "{\"type\": \"send\", \"address\": \"\"}",
        "{\"type\": \"send\", \"address\": \"mine\", \"replyAddress\": {}}",
        "{\"type\": \"send\", \"address\": \"mine\", \"headers\": []}",
        "{\"type\": \"send\", \"address\": \"mine\", \"headers\": {\"a\": 1}}",
        "{\"type\": \"send\", \"address\": \"mine\", \"headers\": {\"timeout\": 0}}",
        "{\"type\": \"send\", \"address\": \"mine\", \"headers\": {\"codecName\": \"x\"}}",
        "{\"type\": \"send\", \"address\": \"mine\", \"bodyType\": \"buffer\", \"body\": \"?\"}",
        "{\"type\": \"send\", \"address\": \"mine\", \"bodyType\": \"long\", \"body\": \"1.5\"}",
        "{\"type\": \"send\", \"address\": \"mine\", \"bodyType\": \"java\", \"body\": \"x\"}",
        "{\"type\": \"send\", \"address\": \"mine\", \"failureCode\": \"7\"}"
      })
  void whatIsMalformedClosesTheChannelWithAReasonAndTheRestLives(String message) throws Exception {
    attach(BusPermissions.own("other"), BusLimits.DEFAULT);
    register("other");
    RawChild innocent = child;
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    register("mine");
    child.says(message + "\n");
    JsonObject error = await(child.hears());
    assertThat(error.getString("type")).isEqualTo("err");
    assertThat(error.getInteger("failureCode")).isEqualTo(400);
    assertThat(failure(bus.closed())).hasMessageContaining(error.getString("message"));
    await(child.process.channel().disconnected());
    assertThat(((ReplyException) failure(request("mine", 1))).failureType().name())
        .isEqualTo("NO_HANDLERS");
    vertx.eventBus().send("other", "still here");
    assertThat(await(innocent.hears()).getString("body")).isEqualTo("still here");
  }

  @Test
  void whatIsTooLargeOrTooDeepClosesTheChannel() throws Exception {
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    child.says("{\"type\": \"ping\", \"x\": \"" + "x".repeat(1 << 20) + "\"}\n");
    assertThat(await(child.hears()).getString("message")).contains("more than 1048576 bytes");
    assertThat(failure(bus.closed())).isNotNull();
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    child.says("[".repeat(500_000) + "\n");
    assertThat(await(child.hears()).getString("type")).isEqualTo("err");
    assertThat(failure(bus.closed())).isNotNull();
  }

  @Test
  void aMessageInPiecesIsOneAndAPartOfOneAtTheEndIsAnOffence() throws Exception {
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    for (String piece : "{\"type\": \"ping\"}\n".split("(?<=.)")) {
      await(child.says(piece));
    }
    assertThat(await(child.hears()).getString("type")).isEqualTo("pong");
    await(child.says("{\"type\": \"pi"));
    child.process.stdin().end();
    // By then it has copied all that it was given; what it has started still holds the channel.
    await(child.process.exit());
    child.process.channel().disconnect();
    assertThat(failure(bus.closed())).hasMessageContaining("within a message");
  }
}
