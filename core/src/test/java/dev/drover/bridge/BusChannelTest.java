package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusChannelTest extends OnTheBus {
  private RawChild child;
  private BusChannel bus;

  private void attach(String permissions) throws Exception {
    attach(BusPermissions.fromJson(new JsonObject(permissions)), BusLimits.DEFAULT);
  }

  private void attach(BusPermissions permissions, BusLimits limits) throws Exception {
    child = await(RawChild.fork(vertx));
    bus = BusChannel.attach(vertx, child.process, permissions, limits, null);
  }

  private static JsonObject frame(String type, String address) {
    return new JsonObject().put("type", type).put("address", address);
  }

  private JsonObject answer(JsonObject frame) throws Exception {
    child.says(frame);
    return await(child.hears());
  }

  private void register(String address) throws Exception {
    assertThat(answer(frame("register", address).put("replyAddress", "ack")))
        .isEqualTo(frame("message", "ack"));
  }

  private Future<Message<Object>> next(String address) {
    Promise<Message<Object>> next = Promise.promise();
    vertx.eventBus().consumer(address, next::tryComplete);
    return next.future();
  }

  @Test
  void aPingIsAnsweredByAPong() throws Exception {
    attach("{}");
    assertThat(answer(new JsonObject().put("type", "ping")))
        .isEqualTo(new JsonObject().put("type", "pong"));
  }

  @Test
  void aPermittedSendAndPublishArriveWithTheirHeaders() throws Exception {
    attach("{\"inbound\": [{\"address\": \"prices\"}]}");
    for (String type : List.of("send", "publish")) {
      Future<Message<Object>> got = next("prices");
      child.says(
          frame(type, "prices")
              .put("body", new JsonObject().put("n", 1))
              .put(
                  "headers",
                  new JsonObject().put("a", "1").put("b", new JsonArray("[\"2\",\"3\"]"))));
      Message<Object> message = await(got);
      assertThat(message.isSend()).isEqualTo(type.equals("send"));
      assertThat(message.body()).isEqualTo(new JsonObject().put("n", 1));
      assertThat(message.headers().getAll("a")).containsExactly("1");
      assertThat(message.headers().getAll("b")).containsExactly("2", "3");
      await(vertx.close());
      startVertx();
      attach("{\"inbound\": [{\"address\": \"prices\"}]}");
    }
  }

  @Test
  void aRequestGetsItsReplyOrItsFailure() throws Exception {
    attach("{\"inbound\": [{\"addressRegex\": \"prices|nobody\"}]}");
    AtomicInteger asked = new AtomicInteger();
    vertx
        .eventBus()
        .consumer(
            "prices",
            message -> {
              if (asked.incrementAndGet() == 1) {
                message.reply("42", new DeliveryOptions().addHeader("h", "v"));
              } else {
                message.fail(7, "sold out");
              }
            });
    JsonObject request = frame("send", "prices").put("replyAddress", "r1");
    assertThat(answer(request))
        .isEqualTo(
            frame("message", "r1")
                .put("body", "42")
                .put("headers", new JsonObject().put("h", "v"))
                .put("send", true));
    assertThat(answer(request))
        .isEqualTo(
            frame("err", "r1")
                .put("sourceAddress", "prices")
                .put("failureCode", 7)
                .put("failureType", "RECIPIENT_FAILURE")
                .put("message", "sold out"));
    JsonObject nobody = answer(frame("send", "nobody").put("replyAddress", "r2"));
    assertThat(nobody.getString("failureType")).isEqualTo("NO_HANDLERS");
    assertThat(nobody.getString("address")).isEqualTo("r2");
  }

  @Test
  void aRequestOfTheChildTimesOutWhenItSaid() throws Exception {
    attach("{\"inbound\": [{\"address\": \"slow\"}]}");
    vertx.eventBus().consumer("slow", message -> {});
    JsonObject failure =
        answer(
            frame("send", "slow")
                .put("replyAddress", "r")
                .put("headers", new JsonObject().put("timeout", 50)));
    assertThat(failure.getString("failureType")).isEqualTo("TIMEOUT");
  }

  @Test
  void aRegisteredChildGetsMessagesAndAnswersOnce() throws Exception {
    attach("{\"outbound\": [{\"address\": \"thumbs\"}]}");
    register("thumbs");
    Future<Object> reply = request("thumbs", "cat.png");
    JsonObject asked = await(child.hears());
    assertThat(asked.getString("body")).isEqualTo("cat.png");
    JsonObject answer = frame("send", asked.getString("replyAddress")).put("body", "small.png");
    child.says(answer);
    assertThat(await(reply)).isEqualTo("small.png");
    assertThat(answer(answer).getString("message")).isEqualTo("access_denied");
  }

  @Test
  void anAnswerMayBeAFailureAndMayAskBack() throws Exception {
    attach("{\"outbound\": [{\"address\": \"thumbs\"}]}");
    register("thumbs");
    Future<Object> first = request("thumbs", 1);
    String answerTo = await(child.hears()).getString("replyAddress");
    child.says(frame("send", answerTo).put("failureCode", 9).put("message", "no such file"));
    ReplyException failure = (ReplyException) failure(first);
    assertThat(failure.failureCode()).isEqualTo(9);
    assertThat(failure).hasMessage("no such file");
    Future<Message<Object>> second = vertx.eventBus().request("thumbs", 2);
    answerTo = await(child.hears()).getString("replyAddress");
    child.says(frame("send", answerTo).put("body", "which size?").put("replyAddress", "r"));
    Message<Object> question = await(second);
    assertThat(question.body()).isEqualTo("which size?");
    question.reply("small");
    assertThat(await(child.hears()).getString("body")).isEqualTo("small");
  }

  @Test
  void anUnregisteredChildGetsNothingMore() throws Exception {
    attach("{\"outbound\": [{\"address\": \"thumbs\"}]}");
    register("thumbs");
    assertThat(answer(frame("unregister", "thumbs").put("replyAddress", "ack")))
        .isEqualTo(frame("message", "ack"));
    assertThat(((ReplyException) failure(request("thumbs", 1))).failureType().name())
        .isEqualTo("NO_HANDLERS");
    assertThat(answer(frame("unregister", "thumbs")).getInteger("failureCode")).isEqualTo(404);
  }

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
    child.process.channel().send("end of the other direction");
    child.process.killTree(Signal.KILL);
    assertThat(failure(bus.closed())).hasMessageContaining("within a message");
  }

  @Test
  void whatIsNoneOfTheProtocolGoesToWhoAsksForIt() throws Exception {
    child = await(RawChild.fork(vertx));
    Promise<Object> other = Promise.promise();
    bus =
        BusChannel.attach(
            vertx, child.process, BusPermissions.NONE, BusLimits.DEFAULT, other::tryComplete);
    child.says(new JsonObject().put("id", 7).put("body", "x"));
    assertThat(await(other.future())).isEqualTo(new JsonObject().put("id", 7).put("body", "x"));
    assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
  }

  @Test
  void requestsInFlightFailAtOnceWhenTheChildEnds() throws Exception {
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    register("mine");
    Future<Object> reply = request("mine", "?");
    await(child.hears());
    child.process.killTree(Signal.KILL);
    assertThat(failureOf(reply)).isEqualTo(BridgeFailure.CHILD_EXITED);
    await(bus.closed());
    assertThat(((ReplyException) failure(request("mine", 1))).failureType().name())
        .isEqualTo("NO_HANDLERS");
  }

  @Test
  void aBodyThatJsonCannotCarryIsRefused() throws Exception {
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    register("mine");
    assertThat(failureOf(request("mine", Double.NaN))).isEqualTo(BridgeFailure.BAD_REQUEST);
  }

  @Test
  void registrationsAndUnansweredRequestsAreBounded() throws Exception {
    BusPermissions all =
        BusPermissions.fromJson(new JsonObject("{\"outbound\": [{\"addressRegex\": \"a.\"}]}"));
    attach(all, new BusLimits(1000, 100_000, 10, 2, 2, Duration.ofSeconds(60)));
    register("a1");
    register("a2");
    assertThat(answer(frame("register", "a3")).getInteger("failureCode")).isEqualTo(429);
    request("a1", 1);
    request("a1", 2);
    assertThat(failureOf(request("a1", 3))).isEqualTo(BridgeFailure.QUEUE_FULL);
  }

  @Test
  void nothingOfTheEnvironmentIsSaid() throws Exception {
    attach(BusPermissions.own("mine"), BusLimits.DEFAULT);
    register("mine");
    vertx.eventBus().publish("mine", Buffer.buffer("x"));
    String all = await(child.hears()).encode() + answer(frame("send", "other")).encode();
    assertThat(all).doesNotContain(System.getenv("PATH"));
  }
}
