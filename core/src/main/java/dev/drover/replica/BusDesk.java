package dev.drover.replica;

import dev.drover.bridge.BusBody;
import dev.drover.bridge.BusHeaders;
import dev.drover.cluster.DroverClusterManager;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does on this replica's event bus what the supervisor asks for. What it says in answer is an
 * object with one key: {@code item} for what is not the end, {@code result}, or {@code failure}
 * with {@code message} and, when it is the bus', {@code type} and {@code code}.
 */
final class BusDesk {
  /** Longest message or reply that is passed on, in bytes of JSON. */
  static final int LONGEST = 256 * 1024;

  private final Consumer<ChannelMessage> supervisor;
  private final Supplier<Vertx> bus;
  private final Supplier<DroverClusterManager> member;
  private final Map<Long, BusListener> listeners = new HashMap<>();
  private Context context;

  /**
   * @param supervisor takes messages without blocking
   * @param bus null as long as there is none
   * @param member null when there is none
   */
  BusDesk(
      Consumer<ChannelMessage> supervisor,
      Supplier<Vertx> bus,
      Supplier<DroverClusterManager> member) {
    this.supervisor = supervisor;
    this.bus = bus;
    this.member = member;
  }

  /** On the channel's thread; passes over what is not about the event bus. */
  void received(ChannelMessage message) {
    if (message instanceof ChannelMessage.AskBus asked) {
      onContext(asked.id(), vertx -> run(vertx, asked));
    } else if (message instanceof ChannelMessage.BusMore more) {
      onContext(more.id(), vertx -> more(more));
    } else if (message instanceof ChannelMessage.BusEnd end) {
      onContext(end.id(), vertx -> end(end.id()));
    }
  }

  private void onContext(long id, Consumer<Vertx> action) {
    Vertx vertx = bus.get();
    if (vertx == null) {
      fail(
          id,
          "the application has no Vert.x that Drover knows of: its own main method has built none"
              + " with a cluster manager");
      return;
    }
    if (context == null) {
      context = ((VertxInternal) vertx).createEventLoopContext();
    }
    try {
      context.runOnContext(go -> action.accept(vertx));
    } catch (RejectedExecutionException closed) {
      fail(id, "its Vert.x is closed");
    }
  }

  private void run(Vertx vertx, ChannelMessage.AskBus asked) {
    BusTask task = asked.task();
    switch (task.kind()) {
      case REQUEST ->
          vertx
              .eventBus()
              .request(task.address(), BusBody.get(task.body()), options(task))
              .onComplete(reply -> replied(asked.id(), reply));
      case SEND ->
          written(
              asked.id(),
              vertx
                  .eventBus()
                  .sender(task.address(), options(task))
                  .write(BusBody.get(task.body())));
      case PUBLISH ->
          written(
              asked.id(),
              vertx
                  .eventBus()
                  .publisher(task.address(), options(task))
                  .write(BusBody.get(task.body())));
      case LISTEN -> listen(vertx, asked.id(), task.address());
    }
  }

  private static DeliveryOptions options(BusTask task) {
    DeliveryOptions options = new DeliveryOptions();
    if (task.kind() == BusTask.Kind.REQUEST) {
      options.setSendTimeout(task.timeoutMillis());
    }
    task.headers().forEach(options::addHeader);
    return options;
  }

  private void written(long id, Future<Void> written) {
    written
        .onSuccess(done -> say(id, "result", new JsonObject()))
        .onFailure(failure -> fail(id, failure));
  }

  private void replied(long id, AsyncResult<Message<Object>> reply) {
    if (reply.failed()) {
      fail(id, reply.cause());
      return;
    }
    JsonObject result = content(reply.result());
    int size = result.toBuffer().length();
    if (size > LONGEST) {
      fail(id, "the reply takes %d bytes as JSON, and %d can be shown".formatted(size, LONGEST));
    } else {
      say(id, "result", result);
    }
  }

  /** Body and headers; of a body without a form in JSON, only its type. */
  static JsonObject content(Message<?> message) {
    JsonObject content = new JsonObject();
    if (!BusBody.put(content, message.body())) {
      content.remove("body");
      content.put("bodyType", message.body().getClass().getName());
    }
    JsonObject headers = BusHeaders.toJson(message.headers());
    return headers == null ? content : content.put("headers", headers);
  }

  private void listen(Vertx vertx, long id, String address) {
    BusListener listener =
        new BusListener(vertx.eventBus(), address, (item, size) -> item(id, item, size));
    listeners.put(id, listener);
    listener
        .registered()
        .compose(registered -> member.get() == null ? registered() : member.get().introduce())
        .onComplete(
            known -> {
              if (known.succeeded()) {
                item(id, new JsonObject().put("listening", true), 0);
              } else {
                listeners.remove(id);
                fail(id, known.cause());
              }
            });
  }

  private static Future<Void> registered() {
    return Future.succeededFuture();
  }

  private void item(long id, JsonObject item, int size) {
    supervisor.accept(
        new ChannelMessage.BusSays(id, new JsonObject().put("item", item).put("size", size)));
  }

  private void more(ChannelMessage.BusMore more) {
    BusListener listener = listeners.get(more.id());
    if (listener != null) {
      listener.passedOn(more.bytes());
    }
  }

  private void end(long id) {
    BusListener listener = listeners.remove(id);
    if (listener != null) {
      listener.end();
    }
  }

  private void fail(long id, Throwable cause) {
    JsonObject failure = new JsonObject().put("message", String.valueOf(cause.getMessage()));
    if (cause instanceof ReplyException reply) {
      failure.put("type", reply.failureType().name()).put("code", reply.failureCode());
    }
    say(id, "failure", failure);
  }

  private void fail(long id, String message) {
    say(id, "failure", new JsonObject().put("message", message));
  }

  private void say(long id, String kind, JsonObject content) {
    supervisor.accept(new ChannelMessage.BusSays(id, new JsonObject().put(kind, content)));
  }
}
