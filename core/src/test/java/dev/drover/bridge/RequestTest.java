package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.RestartPolicy;
import dev.drover.config.StopPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Requests to children in sh, Node and Python. */
class RequestTest extends ChildrenOnTheBus {

  @Test
  void jsonOfEveryKindAndHeadersGoToPythonAndBack() throws Exception {
    deploy(AskedChildren.python("echo").build());

    for (Object body :
        Arrays.of(
            new JsonObject().put("a", new JsonArray().add(1).addNull()),
            new JsonArray().add("x").add(true),
            "text é ☃",
            5,
            1L << 40,
            2.5,
            true,
            null)) {
      assertThat(await(ask("echo", body))).isEqualTo(body);
    }
    DeliveryOptions headers = new DeliveryOptions().addHeader("trace", "abc");
    Message<Object> reply = await(vertx.eventBus().request("echo", 1, headers));
    assertThat(reply.headers().get("trace")).isEqualTo("abc");
  }

  @Test
  void aChildsOwnFailureKeepsItsCodeAndMessage() throws Exception {
    deploy(AskedChildren.python("py").build());
    deploy(AskedChildren.node("js").build());

    assertThat(failure(ask("py", "fail"))).hasMessageContaining("no luck");
    assertThat(code(ask("py", "fail"))).isEqualTo(17);
    assertThat(code(ask("js", "fail"))).isEqualTo(18);
    assertThat(code(ask("py", "bad"))).isEqualTo(BridgeFailure.BAD_ANSWER.code());
    assertThat(code(ask("py", "huge"))).isEqualTo(BridgeFailure.BAD_ANSWER.code());
    assertThat(await(ask("py", "still there"))).isEqualTo("still there");
  }

  @Test
  void answersInAnyOrderFindTheirRequests() throws Exception {
    deploy(AskedChildren.python("any").build());
    LinkedBlockingQueue<String> order = new LinkedBlockingQueue<>();
    // On one context: replies on several would come in the order of their threads.
    Promise<Void> all = Promise.promise();
    vertx.runOnContext(
        asking -> {
          Future<Object> first = ask("any", "hold").onSuccess(body -> order.add("first"));
          Future<Object> second = ask("any", "hold").onSuccess(body -> order.add("second"));
          Future<Object> third = ask("any", "release").onSuccess(body -> order.add("third"));
          Future.all(first, second, third).<Void>mapEmpty().onComplete(all);
        });

    await(all.future());
    assertThat(order).containsExactly("third", "second", "first");
  }

  @Test
  void manyRequestsInFlightAreEachAnsweredByAForkedChild() throws Exception {
    deploy(AskedChildren.node("many").build());
    List<Future<Object>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(ask("many", i));
    }

    for (int i = 0; i < 500; i++) {
      assertThat(await(answers.get(i))).isEqualTo(i);
    }
  }

  @Test
  void aMessageToAForkedChildIsToldAsItIsAndWhatItSendsIsPublished() throws Exception {
    LinkedBlockingQueue<JsonObject> messages = published("chat.messages");
    deploy(AskedChildren.node("chat").build());

    vertx.eventBus().send("chat", "hello");

    assertThat(next(messages)).isEqualTo(new JsonObject().put("greeting", "hi"));
    assertThat(messages).isEmpty();
  }

  @Test
  void jsonThatIsNoAnswerIsOutput() throws Exception {
    LinkedBlockingQueue<JsonObject> output = published("progress.stdout");
    deploy(AskedChildren.python("progress").build());

    await(ask("progress", "event"));

    assertThat(next(output)).isEqualTo(new JsonObject().put("progress", 5));
    assertThat(output).isEmpty();
  }

  @Test
  void linesAreAnsweredInOrder() throws Exception {
    deploy(ProcessSpec.shell("upper", "while read -r x; do echo \"<$x>\"; done").build());
    List<Future<Object>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(ask("upper", "line " + i));
    }

    for (int i = 0; i < 200; i++) {
      assertThat(await(answers.get(i))).isEqualTo("<line " + i + ">");
    }
  }

  @Test
  void aCrashFailsWhatIsInFlightAtOnceAndTheNextChildAnswers() throws Exception {
    deploy(AskedChildren.python("py").build());
    deploy(AskedChildren.node("js").build());
    for (String address : List.of("py", "js")) {
      Future<Object> held = ask(address, address.equals("py") ? "hold" : "silence");

      assertThat(code(ask(address, "crash"))).isEqualTo(BridgeFailure.CHILD_EXITED.code());

      assertThat(code(held)).isEqualTo(BridgeFailure.CHILD_EXITED.code());
      assertThat(failure(held)).hasMessageContaining("ended with code");
      assertThat(await(ask(address, "again"))).isEqualTo("again");
    }
  }

  @Test
  void aRequestThatRunsOutOfTimeFailsAndItsLateAnswerIsDropped() throws Exception {
    RequestLimits hasty = new RequestLimits(Duration.ofSeconds(3), 64, 10);
    deploy(AskedChildren.python("late").requests(hasty).build());

    assertThat(code(ask("late", "hold"))).isEqualTo(BridgeFailure.TIMED_OUT.code());

    assertThat(await(ask("late", "release"))).isEqualTo("release");
    assertThat(event("error").getString("code")).isEqualTo("UNEXPECTED_ANSWER");
  }

  @Test
  void aLateLineIsNotTakenForTheNextAnswer() throws Exception {
    RequestLimits hasty = new RequestLimits(Duration.ofSeconds(3), 64, 10);
    String script = "read x; read y; echo $x; echo $y; while read x; do echo $x; done";
    deploy(ProcessSpec.shell("slow", script).requests(hasty).build());

    assertThat(code(ask("slow", "one"))).isEqualTo(BridgeFailure.TIMED_OUT.code());

    assertThat(await(ask("slow", "two"))).isEqualTo("two");
    assertThat(event("error").getString("code")).isEqualTo("UNEXPECTED_ANSWER");
    assertThat(await(ask("slow", "three"))).isEqualTo("three");
  }

  @Test
  void anAnswerToNoRequestIsToldAndDropped() throws Exception {
    LinkedBlockingQueue<JsonObject> output = published("liar.stdout");
    deploy(AskedChildren.python("liar").build());

    assertThat(await(ask("liar", "made up"))).isEqualTo("made up");

    assertThat(event("error").getString("code")).isEqualTo("UNEXPECTED_ANSWER");
    assertThat(output).isEmpty();
  }

  @Test
  void beyondConcurrencyAndQueueRequestsAreRefusedAtOnce() throws Exception {
    deploy(
        ProcessSpec.shell("busy", "sleep 60")
            .requests(new RequestLimits(Duration.ofSeconds(60), 2, 3))
            .stop(new StopPolicy(Duration.ofMillis(10), Duration.ofSeconds(5)))
            .build());
    for (int i = 0; i < 5; i++) {
      ask("busy", "x").onComplete(ignored -> {});
    }

    assertThat(code(ask("busy", "x"))).isEqualTo(BridgeFailure.QUEUE_FULL.code());
  }

  @Test
  void onlyReadyChildrenAreAsked() throws Exception {
    JsonObject config =
        new JsonObject().put("address", "pool").put("ready", new JsonObject().put("line", "^up"));
    String script = "echo up; while read -r x; do [ \"$x\" = die ] && exit 1; echo $$; done";
    deploy("sh:" + script, config, 3);
    assertThat(code(ask("pool", "die"))).isEqualTo(BridgeFailure.CHILD_EXITED.code());

    List<Future<Object>> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      answers.add(ask("pool", "x"));
    }

    List<Object> pids = new ArrayList<>();
    for (Future<Object> answer : answers) {
      pids.add(await(answer));
    }
    assertThat(Collections.frequency(pids, pids.get(0))).isLessThan(60);
  }

  @Test
  void requestsWaitForARestartAndFailWhenThereWillBeNoChild() throws Exception {
    deploy(AskedChildren.python("mortal").build());
    assertThat(code(ask("mortal", "crash"))).isEqualTo(BridgeFailure.CHILD_EXITED.code());
    assertThat(await(ask("mortal", "waited"))).isEqualTo("waited");

    deploy(AskedChildren.python("dead").restart(RestartPolicy.NEVER).build());
    assertThat(code(ask("dead", "crash"))).isEqualTo(BridgeFailure.CHILD_EXITED.code());
    event("ended");
    assertThat(code(ask("dead", "x"))).isEqualTo(BridgeFailure.NO_CHILD.code());
  }

  @Test
  void aForkedChildMayBeOnTheBusItselfAtItsOwnAddress() throws Exception {
    String script =
        """
        process.on('message', m => {
          if (m.type === 'err') process.send({refused: m.failureCode});
          else if (m.replyAddress) process.send({type: 'send', address: m.replyAddress, body: m.body * 2});
          else process.send({up: true});
        });
        process.send({type: 'send', address: 'secret', body: 1, replyAddress: 'x'});
        process.send({type: 'register', address: 'twice', replyAddress: 'done'});
        """;
    LinkedBlockingQueue<JsonObject> messages = published("twice.messages");
    LinkedBlockingQueue<Object> secret = published("secret");
    deploy(
        ProcessSpec.fork("twice", "node", "-e", script)
            .bus(BusPermissions.NONE)
            .ready(Readiness.onMessage(new JsonObject().put("up", true)))
            .build());

    assertThat(await(ask("twice", 21))).isEqualTo(42);

    assertThat(next(messages)).isEqualTo(new JsonObject().put("refused", 403));
    assertThat(secret).isEmpty();
  }

  @Test
  void undeployWaitsForWhatIsInFlight() throws Exception {
    ProcessSpec spec =
        ProcessSpec.shell("slowly", "while read -r x; do sleep 0.5; echo $x; done").build();
    String id = deploy(spec);
    Future<Object> answer = ask("slowly", "done");
    // Once the child has it: a message that Vert.x has not delivered is nobody's.
    await(ask("slowly.stdin", ""));

    Future<Void> undeployed = vertx.undeploy(id);

    assertThat(await(answer)).isEqualTo("done");
    await(undeployed);
  }

  /** List.of takes no null. */
  private static final class Arrays {
    static Object[] of(Object... values) {
      return values;
    }
  }
}
