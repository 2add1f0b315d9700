package dev.drover.bridge;

import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.process.Signal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;

/**
 * One life of a child: what it is asked, answers and writes. On its context, but for {@link #take}.
 */
final class ProcessSession implements ChildGroup.Member, PendingAnswers.Owner {
  private final ProcessPlace place;
  private final ProcessSpec spec;
  private final ProcessEvents events;
  private final ChildProcess child;
  private final Context context;
  private final ChildInput input;
  private final PendingAnswers pending;
  private final ReadinessWatch readiness;
  private final ChildOutputs outputs;
  private final ChildMessages messages;
  private Promise<Void> drained = Promise.promise();
  private boolean draining;
  private boolean gone;
  private long killTimer = -1;

  ProcessSession(ProcessPlace place, ProcessEvents events, ChildProcess child) {
    this.place = place;
    this.events = events;
    this.child = child;
    spec = place.spec();
    context = place.context();
    input = new ChildInput(spec, child);
    pending =
        switch (spec.protocol()) {
          case CORRELATED -> new CorrelatedAnswers(this);
          case ORDERED -> new OrderedAnswers(this);
          case NONE -> null;
        };
    readiness = new ReadinessWatch(place.vertx(), spec.ready(), this::notReady);
    outputs =
        new ChildOutputs(place, events, child, this::offend)
            .stdout(this::fromStdout)
            .stderr(readiness::line);
    messages =
        spec.kind() == ProcessSpec.Kind.FORK
            ? new ChildMessages(place, child, this::fromChannel, this::channelOffence)
            : null;
  }

  /** Lets events flow. */
  void begin() {
    outputs.begin();
    if (messages != null) {
      messages.begin();
    }
    readiness.begin();
  }

  ChildProcess child() {
    return child;
  }

  /** Fails when it ends or its time is over before. */
  Future<Void> ready() {
    return readiness.ready();
  }

  private void notReady(String why) {
    events.error("NOT_READY", why);
    stop();
  }

  private boolean fromStdout(Object item) {
    if (readiness.isWaiting()) {
      return readiness.line(item) || readiness.message(item);
    }
    return messages == null && pending != null && pending.answer(item);
  }

  /** Whether a message from the channel is had. */
  private boolean fromChannel(Object message) {
    if (readiness.isWaiting()) {
      return readiness.message(message);
    }
    return pending != null && pending.answer(message);
  }

  private void channelOffence(Throwable failure) {
    offend("the channel had " + failure.getMessage());
  }

  /** The child broke a rule: it is stopped, and what it was asked fails. */
  private void offend(String what) {
    String message = "pid " + child.pid() + " is stopped: " + what;
    events.error("BAD_OUTPUT", message);
    leaveGroup();
    failPending(BridgeFailure.BAD_ANSWER.with(message));
    stop();
  }

  private void leaveGroup() {
    gone = true;
    place.group().remove(this);
  }

  private void failPending(ReplyException failure) {
    if (pending != null) {
      pending.failAll(failure);
    }
    drained.tryComplete();
  }

  @Override
  public int concurrency() {
    return spec.requests().concurrency();
  }

  @Override
  public void take(Call call) {
    context.runOnContext(v -> serve(call));
  }

  private void serve(Call call) {
    if (gone) {
      place.group().submit(call); // This child has not had it.
      return;
    }
    if (call.isDone()) {
      release();
      return;
    }
    try {
      switch (call.kind()) {
        case ASK -> ask(call);
        case TELL -> finish(call, input.tell(call.body()));
        case STDIN -> finish(call, input.write(call.body()));
        case END -> finish(call, input.end());
      }
    } catch (IllegalArgumentException refused) {
      call.fail(BridgeFailure.BAD_REQUEST.with(refused.getMessage()));
      release();
    }
  }

  private void ask(Call call) {
    if (pending == null) {
      throw new IllegalArgumentException(
          "nobody answers at %s: that needs lines, frames or JSON both as stdin and as published stdout, or a fork"
              .formatted(spec.address()));
    }
    boolean correlated = spec.protocol() == RequestProtocol.CORRELATED;
    if (correlated && !JsonLine.isJson(call.body())) {
      throw new IllegalArgumentException("the body must be a JSON value");
    }
    Future<Void> written;
    try {
      written = input.tell(pending.ask(call));
    } catch (IllegalArgumentException refused) {
      pending.forget(call);
      throw refused;
    }
    call.onTimeout(() -> context.runOnContext(v -> timedOut(call)));
    written.onFailure(failure -> notWritten(call, failure));
  }

  private void timedOut(Call call) {
    if (pending.timedOut(call)) {
      answered();
    }
  }

  private void notWritten(Call call, Throwable failure) {
    pending.forget(call);
    call.fail(asReply(failure));
    answered();
  }

  private ReplyException asReply(Throwable failure) {
    return failure instanceof ReplyException known
        ? known
        : BridgeFailure.CHILD_EXITED.with(
            "pid " + child.pid() + " could not be told: " + failure.getMessage());
  }

  private void finish(Call call, Future<Void> written) {
    written.onComplete(
        done -> {
          if (done.succeeded()) {
            call.reply(null, new DeliveryOptions());
          } else {
            call.fail(asReply(done.cause()));
          }
          release();
        });
  }

  private void release() {
    place.group().release(this);
  }

  @Override
  public void answered() {
    release();
    if (draining && pending.size() == 0) {
      drained.tryComplete();
    }
  }

  @Override
  public void unexpected(String what) {
    events.error("UNEXPECTED_ANSWER", "pid " + child.pid() + ": " + what);
  }

  ChildOutputs outputs() {
    return outputs;
  }

  /** The child is gone. */
  void exited(ExitStatus status) {
    leaveGroup();
    place.vertx().cancelTimer(killTimer);
    String message = "pid %d at %s ended with %s".formatted(child.pid(), spec.address(), status);
    readiness.fail(message + " before it was ready");
    failPending(BridgeFailure.CHILD_EXITED.with(message));
  }

  /** Takes no more calls; completes when those that it has are answered or the time is over. */
  Future<Void> drain(Duration limit) {
    leaveGroup();
    draining = true;
    if (pending == null || pending.size() == 0) {
      return Future.succeededFuture();
    }
    long timer =
        place
            .vertx()
            .setTimer(
                limit.toMillis(),
                id ->
                    failPending(BridgeFailure.CANCELLED.with(spec.address() + " was undeployed")));
    return drained.future().onComplete(done -> place.vertx().cancelTimer(timer));
  }

  /** SIGTERM for the child and all it has started, SIGKILL after the grace. */
  void stop() {
    child.killTree(Signal.TERM);
    if (killTimer < 0) {
      long grace = spec.stop().grace().toMillis();
      killTimer = place.vertx().setTimer(grace, id -> child.killTree(Signal.KILL));
    }
  }
}
