package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandStreamTest extends OnTheBus {

  @BeforeEach
  void deploy() throws Exception {
    deploy(
        new CommandVerticle(),
        new JsonObject(
            """
            {"address": "ops", "commands": {
              "count": {"shell": "for i in 1 2 3; do echo line $i; done; echo done >&2; exit 4"},
              "wait": {"shell": "echo first; read x < /dev/null; sleep 60"},
              "late": {"shell": "sleep 60", "timeout": "200ms"},
              "flood": {"shell": "yes | head -c 30000000"},
              "missing": {"command": ["/no/such"]}}}
            """));
  }

  private Future<JsonObject> start(String command, String mode) {
    return request(
        "ops", new JsonObject().put("command", command).put("stream", mode).put("id", "i"));
  }

  private Future<JsonObject> result(JsonObject run) {
    return vertx
        .eventBus()
        .<JsonObject>request(
            run.getString("result"), null, new DeliveryOptions().setSendTimeout(30_000))
        .map(reply -> reply.body());
  }

  private BridgeStream<String> lines(JsonObject run) throws Exception {
    return await(BridgeStream.lines(vertx, run.getString("stdout"), BridgeStreamOptions.DEFAULT));
  }

  @Test
  void linesComeWhileTheCommandRunsAndTheResultAtItsEnd() throws Exception {
    JsonObject run = await(start("count", "lines"));
    assertThat(run.getLong("pid")).isPositive();
    Future<JsonObject> result = result(run);
    List<String> lines = new ArrayList<>();
    Promise<Void> ended = Promise.promise();
    // It has not come to its end while nobody has opened its output.
    assertThat(result.isComplete()).isFalse();
    BridgeStream<String> stream = lines(run);
    stream.handler(lines::add).endHandler(ended::complete).resume();
    await(ended.future());
    assertThat(lines).containsExactly("line 1", "line 2", "line 3");
    JsonObject end = await(result);
    assertThat(end.fieldNames()).containsExactly("code", "signal", "stderr", "durationMs");
    assertThat(end.getInteger("code")).isEqualTo(4);
    assertThat(end.getString("stderr")).isEqualTo("done\n");
  }

  @Test
  void aReaderThatDoesNotReadHoldsTheCommandBack() throws Exception {
    JsonObject run = await(start("flood", "chunks"));
    Future<JsonObject> result = result(run);
    var stream =
        await(
            BridgeStream.buffers(
                vertx, run.getString("stdout"), BridgeStreamOptions.DEFAULT.withCredit(10_000)));
    long[] bytes = {0};
    Promise<Void> ended = Promise.promise();
    stream.handler(chunk -> bytes[0] += chunk.length()).endHandler(ended::complete);
    await(vertx.timer(300));
    assertThat(result.isComplete()).isFalse();
    stream.resume();
    await(ended.future());
    assertThat(bytes[0]).isEqualTo(30_000_000);
    assertThat(await(result).getInteger("code")).isZero();
  }

  @Test
  void itIsCancelledByItsId() throws Exception {
    JsonObject run = await(start("wait", "lines"));
    Promise<String> first = Promise.promise();
    lines(run).handler(first::tryComplete).resume();
    assertThat(await(first.future())).isEqualTo("first");
    await(request("ops", new JsonObject().put("cancel", "i")));
    assertThat(failureOf(result(run))).isEqualTo(BridgeFailure.CANCELLED);
  }

  @Test
  void aReaderThatLeavesEndsIt() throws Exception {
    JsonObject run = await(start("wait", "lines"));
    await(lines(run).close());
    assertThat(failureOf(result(run))).isEqualTo(BridgeFailure.CANCELLED);
  }

  @Test
  void itsTimeoutCounts() throws Exception {
    JsonObject run = await(start("late", "lines"));
    assertThat(failureOf(result(run))).isEqualTo(BridgeFailure.TIMED_OUT);
  }

  @Test
  void whatDoesNotStartIsAFailureOfTheRequest() throws Exception {
    assertThat(failureOf(start("missing", "lines"))).isEqualTo(BridgeFailure.NO_CHILD);
    assertThat(failureOf(start("count", "words"))).isEqualTo(BridgeFailure.BAD_REQUEST);
  }
}
