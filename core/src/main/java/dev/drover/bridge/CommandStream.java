package dev.drover.bridge;

import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.process.SpawnOptions;
import dev.drover.process.Stdio;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** A run whose stdout comes while it runs, by credit; who goes away ends it. On one context. */
final class CommandStream extends CommandRun implements OutputFlow.Owner {
  private static final String STDOUT = ".stdout";
  private static final String RESULT = ".result";

  private final StreamMode mode;
  private final String address = "drover.command." + UUID.randomUUID();
  private final Promise<JsonObject> answer = Promise.promise();
  private final Buffer stderr = Buffer.buffer();
  private OutputFlow flow;
  private MessageConsumer<Object> opened;
  private MessageConsumer<Object> asked;
  private boolean truncated;
  private long patience = -1;

  CommandStream(Vertx vertx, CommandSpec spec, List<String> argv, StreamMode mode) {
    super(vertx, spec, argv);
    this.mode = mode;
    reply().onFailure(answer::tryFail);
  }

  @Override
  Future<JsonObject> answer() {
    return answer.future();
  }

  @Override
  void execute() {
    SpawnOptions options = spawnOptions().stdin(Stdio.ignore()).build();
    ChildProcess.spawn(vertx, argv.get(0), argv.subList(1, argv.size()), options)
        .onSuccess(this::begin)
        .onFailure(this::notStarted);
  }

  private void begin(ChildProcess child) {
    child.stderr().handler(this::keep);
    OutputSinks.Target target =
        new OutputSinks.Target(address + STDOUT, new DeliveryOptions(), null);
    flow =
        new OutputFlow(
            vertx,
            OutputSpec.byCredit(mode),
            child.stdout(),
            new OutputFlow.Sides(item -> false, this, target));
    flow.begin();
    opened =
        vertx
            .eventBus()
            .consumer(
                address + STDOUT + CreditProtocol.CREDIT_SUFFIX,
                message -> {
                  vertx.cancelTimer(patience);
                  CreditRequest.open(flow, mode, child.pid(), message);
                });
    asked = vertx.eventBus().consumer(address + RESULT, this::tellResult);
    patience = vertx.setTimer(CreditProtocol.DEFAULT_PATIENCE, nobody -> cancel());
    child.closed().onSuccess(exit -> closed(child, exit)).onFailure(this::notStarted);
    Future.all(opened.completion(), asked.completion())
        .onSuccess(ready -> answer.tryComplete(addresses(child)))
        .onFailure(unreachable -> cancel());
  }

  private JsonObject addresses(ChildProcess child) {
    return new JsonObject()
        .put("stdout", address + STDOUT)
        .put("result", address + RESULT)
        .put("pid", child.pid());
  }

  private void keep(Buffer chunk) {
    int room = Math.min(chunk.length(), spec.settings().maxBuffer() - stderr.length());
    stderr.appendBuffer(chunk, 0, room);
    truncated |= room < chunk.length();
  }

  private void closed(ChildProcess child, ExitStatus exit) {
    vertx.cancelTimer(patience);
    opened.unregister();
    // For whoever asks for the result late.
    vertx.setTimer(CreditProtocol.DEFAULT_PATIENCE, late -> asked.unregister());
    child
        .stopCause()
        .ifPresentOrElse(
            cause -> {
              stopped(cause, exit);
              flow.abandon(outcome());
            },
            () -> endedByItself(child, exit));
  }

  private void endedByItself(ChildProcess child, ExitStatus exit) {
    long millis = child.duration().toMillis();
    JsonObject result = how(exit).put("stderr", stderr.toString()).put("durationMs", millis);
    if (truncated) {
      result.put("truncated", true);
    }
    ended(exit + " after " + millis + " ms, streamed", result);
  }

  private void tellResult(Message<Object> message) {
    reply().onComplete((AsyncResult<JsonObject> end) -> CommandEndpoint.answer(message, end));
  }

  @Override
  public void offended(BadOutputException offence) {
    cancel();
  }

  @Override
  public void consumerLost(String why) {
    cancel();
  }

  @Override
  public void consumerLeft() {
    cancel();
  }
}
