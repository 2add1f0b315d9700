package dev.drover.bridge;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes the requests of a command endpoint. All of it runs on the verticle's context. */
final class CommandEndpoint {
  private static final long CANCEL_TIMEOUT_MILLIS = 5_000;

  private final Vertx vertx;
  private final CommandsConfig config;
  private final CommandAudit audit;
  private final Map<String, CommandTurns> turns = new HashMap<>();
  private final CommandTurns shellTurns;
  private final Set<CommandRun> runs = new HashSet<>();
  private final Set<String> ids = new HashSet<>();
  private boolean stopping;

  CommandEndpoint(Vertx vertx, CommandsConfig config) {
    this.vertx = vertx;
    this.config = config;
    audit = new CommandAudit(config.address());
    config.commands().forEach((name, spec) -> turns.put(name, new CommandTurns(spec.settings())));
    shellTurns = config.shellText() == null ? null : new CommandTurns(config.shellText());
  }

  void handle(Message<Object> message) {
    CommandRequest request = null;
    try {
      request = CommandRequest.read(message.body());
      if (request.cancel() == null) {
        accept(request, message);
      } else {
        forwardCancel(request.cancel(), message);
      }
    } catch (RefusedException e) {
      audit.refused(request, e);
      message.fail(e.failure().code(), e.getMessage());
    }
  }

  private void accept(CommandRequest request, Message<Object> message) throws RefusedException {
    CommandSpec spec = specOf(request);
    List<String> argv = spec.argv(request.args());
    if (stopping) {
      throw new RefusedException(BridgeFailure.NO_CHILD, "'" + config.address() + "' is stopping");
    }
    if (request.id() != null && !ids.add(request.id())) {
      throw new RefusedException(
          BridgeFailure.BAD_REQUEST, "id '" + request.id() + "' is in use; take another");
    }
    CommandRun run =
        request.stream() == null
            ? new CommandRun(vertx, spec, argv)
            : new CommandStream(vertx, spec, argv, request.stream());
    CommandTurns queue = request.command() == null ? shellTurns : turns.get(request.command());
    runs.add(run);
    MessageConsumer<Object> cancelled = listenForCancel(request.id(), run);
    run.reply()
        .onComplete(
            end -> {
              queue.end(run);
              finished(request, run, cancelled);
              audit.ran(spec, request, run);
            });
    run.answer().onComplete(end -> answer(message, end));
    Future<Void> listening = cancelled == null ? Future.succeededFuture() : cancelled.completion();
    listening.onComplete(registered -> takeTurn(run, queue, registered));
  }

  private CommandSpec specOf(CommandRequest request) throws RefusedException {
    if (request.command() == null) {
      if (config.shellText() == null) {
        throw new RefusedException(
            BridgeFailure.NOT_PERMITTED,
            "'%s' refuses free shell text: name one of its commands, or set allowShellText"
                .formatted(config.address()));
      }
      return CommandSpec.ofShellText(request.shell(), config.shellText());
    }
    CommandSpec spec = config.commands().get(request.command());
    if (spec == null) {
      throw new RefusedException(
          BridgeFailure.NOT_FOUND,
          "'%s' has no command '%s'".formatted(config.address(), Shown.of(request.command())));
    }
    return spec;
  }

  private void takeTurn(CommandRun run, CommandTurns queue, AsyncResult<Void> registered) {
    if (registered.failed()) {
      run.refuse(BridgeFailure.NO_CHILD, "its id could not be registered on the event bus");
    } else if (!run.reply().isComplete() && !queue.take(run)) {
      run.refuse(BridgeFailure.QUEUE_FULL, run.name() + " has as many requests waiting as it may");
    }
  }

  private void finished(CommandRequest request, CommandRun run, MessageConsumer<Object> cancelled) {
    runs.remove(run);
    if (cancelled != null) {
      ids.remove(request.id());
      cancelled.unregister();
    }
  }

  static void answer(Message<Object> message, AsyncResult<JsonObject> end) {
    if (end.succeeded()) {
      message.reply(end.result());
    } else {
      message.fail(((ReplyException) end.cause()).failureCode(), end.cause().getMessage());
    }
  }

  private String cancelAddress(String id) {
    return config.address() + ".cancel." + id;
  }

  /** Null without an id. */
  private MessageConsumer<Object> listenForCancel(String id, CommandRun run) {
    return id == null
        ? null
        : vertx
            .eventBus()
            .consumer(
                cancelAddress(id),
                message -> {
                  run.cancel();
                  message.reply(null);
                });
  }

  /** To the instance that has it, wherever that is. */
  private void forwardCancel(String id, Message<Object> message) {
    vertx
        .eventBus()
        .request(
            cancelAddress(id), null, new DeliveryOptions().setSendTimeout(CANCEL_TIMEOUT_MILLIS))
        .onComplete(
            sent -> {
              audit.cancelled(id, sent.succeeded());
              if (sent.succeeded()) {
                message.reply(null);
              } else if (sent.cause() instanceof ReplyException failure
                  && failure.failureType() == ReplyFailure.NO_HANDLERS) {
                message.fail(BridgeFailure.NOT_FOUND.code(), "nothing with id '" + id + "' runs");
              } else {
                message.fail(
                    BridgeFailure.TIMED_OUT.code(), "no word from what has id '" + id + "'");
              }
            });
  }

  /** Ends all that runs, within its grace. */
  Future<Void> stop() {
    stopping = true;
    List<CommandRun> running = List.copyOf(runs);
    running.forEach(CommandRun::cancel);
    return Future.join(running.stream().map(run -> run.reply().otherwiseEmpty()).toList())
        .mapEmpty();
  }
}
