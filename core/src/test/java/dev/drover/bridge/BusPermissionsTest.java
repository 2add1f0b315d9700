package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a child may not do, whatever it says. */
class BusPermissionsTest extends OnABusChannel {

  @ParameterizedTest
  @ValueSource(strings = {"send", "publish", "register"})
  void whatNoRulePermitsIsDeniedAndTheChannelLives(String type) throws Exception {
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    Future<Message<Object>> reached = next("others");
    JsonObject denied = answer(frame(type, "others").put("replyAddress", "r"));
    assertThat(denied)
        .isEqualTo(
            frame("err", "r")
                .put("sourceAddress", "others")
                .put("failureCode", 403)
                .put("message", "access_denied"));
    assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
    assertThat(reached.isComplete()).isFalse();
    vertx.eventBus().publish("others", "secret");
    assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
  }

  @Test
  void byDefaultAChildHasItsOwnAddressOnly() throws Exception {
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    register("mine");
    child.says(frame("send", "mine").put("body", "to myself"));
    assertThat(await(child.hears()).getString("body")).isEqualTo("to myself");
  }

  @Test
  void aRuleThatPermitsEverythingDoesNotPermitForgedReplies() throws Exception {
    attach(
        "{\"inbound\": [{\"addressRegex\": \".*\"}], \"outbound\": [{\"addressRegex\": \".*\"}]}");
    List<String> replyAddresses = new ArrayList<>();
    vertx.eventBus().consumer("asked", message -> replyAddresses.add(message.replyAddress()));
    Future<Message<Object>> request =
        vertx.eventBus().request("asked", "?", new DeliveryOptions().setSendTimeout(700));
    assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
    String victim = replyAddresses.get(0);
    for (String type : List.of("send", "publish", "register")) {
      assertThat(answer(frame(type, victim).put("body", "forged")).getString("message"))
          .isEqualTo("access_denied");
    }
    assertThat(((ReplyException) failure(request)).failureType().name()).isEqualTo("TIMEOUT");
  }

  @Test
  void aChildCannotAnswerWhatAnotherWasAsked() throws Exception {
    attach(BusPermissions.own("first"), BusLimits.DEFAULT);
    register("first");
    RawChild first = child;
    attach(BusPermissions.own("second"), BusLimits.DEFAULT);
    Future<Object> reply = request("first", "?");
    JsonObject asked = await(first.hears());
    JsonObject forged = frame("send", asked.getString("replyAddress")).put("body", "forged");
    assertThat(answer(forged).getString("message")).isEqualTo("access_denied");
    first.says(frame("send", asked.getString("replyAddress")).put("body", "true"));
    assertThat(await(reply)).isEqualTo("true");
  }

  @Test
  void anAnswerAfterItsTimeIsNoAnswer() throws Exception {
    Future<Message<Object>> asked = next("asked");
    vertx.eventBus().request("asked", "?");
    Message<Object> request = await(asked);
    BusAnswers answers = new BusAnswers(BusLimits.DEFAULT);
    long time = BusLimits.DEFAULT.answerTime().toNanos();
    String early = answers.add(request, 0);
    String late = answers.add(request, 0);
    assertThat(answers.take(early, time)).isSameAs(request);
    assertThat(answers.take(early, time)).isNull();
    assertThat(answers.take(late, time + 1)).isNull();
  }

  @Test
  void bodiesAreMatchedBothWays() throws Exception {
    attach(
        """
        {"inbound": [{"address": "a", "match": {"kind": "png", "of": {"user": 7}}}],
         "outbound": [{"address": "b", "match": {"public": true}}]}
        """);
    Future<Message<Object>> got = next("a");
    JsonObject body = new JsonObject().put("kind", "png").put("x", 1);
    assertThat(answer(frame("send", "a").put("body", body)).getString("message"))
        .isEqualTo("access_denied");
    child.says(frame("send", "a").put("body", body.put("of", new JsonObject().put("user", 7))));
    assertThat(await(got).body()).isEqualTo(body);
    register("b");
    assertThat(failureOf(request("b", new JsonObject().put("public", false))))
        .isEqualTo(BridgeFailure.NOT_PERMITTED);
    vertx.eventBus().send("b", "text");
    vertx.eventBus().send("b", new JsonObject().put("public", true));
    assertThat(await(child.hears()).getJsonObject("body").getBoolean("public")).isTrue();
  }
}
