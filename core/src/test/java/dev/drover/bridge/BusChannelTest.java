package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BusChannelTest extends OnABusChannel {

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
}
