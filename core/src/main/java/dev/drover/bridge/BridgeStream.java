package dev.drover.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a child process in any JVM of the cluster writes, with flow control over the event bus: the
 * child is read no further than this stream has room, and blocks in its write. Nothing is lost: a
 * message that did not come, or a child's JVM that went, is an exception and the end.
 *
 * <p>It starts paused; set the handlers, then {@link #resume}. Handlers run on the context that
 * opened it. The stream ends with its child: the one that replaces it is opened anew. Of several
 * instances at the address it reads one, in turns.
 */
public final class BridgeStream<T> implements ReadStream<T> {
  private final Vertx vertx;
  private final Context context;
  private final BridgeStreamOptions options;
  private final Function<Object, T> item;
  private final Received<T> received;
  private final MessageConsumer<Object> consumer;
  private String control;
  private long pid;
  private long timer = -1;
  private long expected;
  private long unreturned;
  private boolean answered = true;
  private boolean closed;

  private BridgeStream(Vertx vertx, BridgeStreamOptions options, Function<Object, T> item) {
    this.vertx = vertx;
    this.options = options;
    this.item = item;
    ContextInternal own = ((VertxInternal) vertx).getOrCreateContext();
    context = own;
    received = new Received<>(own, this::consumed);
    consumer = vertx.eventBus().consumer("drover.reader." + UUID.randomUUID(), this::message);
  }

  /**
   * Opens the output of a child that writes lines.
   *
   * @param address such as {@code thumbs.stdout}
   * @return fails with a {@link io.vertx.core.eventbus.ReplyException}: there is no such address,
   *     or no child at the moment ({@link BridgeFailure#NO_CHILD}); or when it does not write lines
   */
  public static Future<BridgeStream<String>> lines(
      Vertx vertx, String address, BridgeStreamOptions options) {
    return open(vertx, address, options, Set.of("lines"), String.class::cast);
  }

  /** As {@link #lines}, of a child that writes chunks or frames. */
  public static Future<BridgeStream<Buffer>> buffers(
      Vertx vertx, String address, BridgeStreamOptions options) {
    return open(vertx, address, options, Set.of("chunks", "frames"), Buffer.class::cast);
  }

  /** As {@link #lines}, of a child that writes JSON values, which may be null. */
  public static Future<BridgeStream<Object>> json(
      Vertx vertx, String address, BridgeStreamOptions options) {
    return open(vertx, address, options, Set.of("json"), value -> value);
  }

  private static <T> Future<BridgeStream<T>> open(
      Vertx vertx,
      String address,
      BridgeStreamOptions options,
      Set<String> modes,
      Function<Object, T> item) {
    BridgeStream<T> stream = new BridgeStream<>(vertx, options, item);
    JsonObject wish =
        new JsonObject()
            .put(CreditProtocol.CONSUMER, stream.consumer.address())
            .put(CreditProtocol.CREDIT, options.credit())
            .put(CreditProtocol.PATIENCE, options.patience().toMillis());
    return stream
        .consumer
        .completion()
        .compose(
            registered ->
                vertx.eventBus().<JsonObject>request(address + CreditProtocol.CREDIT_SUFFIX, wish))
        .compose(reply -> stream.opened(address, reply.body(), modes))
        .onFailure(failure -> stream.close());
  }

  private Future<BridgeStream<T>> opened(String address, JsonObject reply, Set<String> modes) {
    control = reply.getString(CreditProtocol.CONTROL);
    pid = reply.getLong(CreditProtocol.PID);
    String mode = reply.getString(CreditProtocol.MODE);
    if (!modes.contains(mode)) {
      return Future.failedFuture(
          new IOException(address + " carries " + mode + ", not " + String.join(" or ", modes)));
    }
    timer = vertx.setPeriodic(options.patience().toMillis() / 3, id -> sayAlive());
    return Future.succeededFuture(this);
  }

  /** Of the child. */
  public long pid() {
    return pid;
  }

  private void sayAlive() {
    if (!answered) {
      return;
    }
    answered = false;
    DeliveryOptions delivery = new DeliveryOptions().setSendTimeout(options.patience().toMillis());
    JsonObject alive = new JsonObject().put(CreditProtocol.ALIVE, true);
    vertx
        .eventBus()
        .request(control, alive, delivery)
        .onSuccess(reply -> answered = true)
        .onFailure(gone -> broken("the child's side is gone: " + gone.getMessage()));
  }

  private void message(Message<Object> message) {
    if (closed) {
      return;
    }
    String sequence = message.headers().get(CreditProtocol.SEQ);
    if (!Long.toString(expected).equals(sequence)) {
      broken("a message was lost: number " + expected + " was due and " + sequence + " came");
      return;
    }
    expected++;
    String end = message.headers().get(CreditProtocol.END);
    if (end != null) {
      release();
      received.end(end.equals(CreditProtocol.EXIT) ? null : new IOException(end));
    } else {
      try {
        data(message);
      } catch (RuntimeException malformed) {
        broken("a message is not what the protocol wants: " + malformed);
      }
    }
  }

  private void data(Message<Object> message) {
    int bytes = Integer.parseInt(message.headers().get(CreditProtocol.BYTES));
    if (message.body() instanceof JsonArray batch) {
      received.add(batch.stream().map(item).iterator(), bytes);
    } else {
      received.add(List.of(item.apply(message.body())).iterator(), bytes);
    }
  }

  /** Credit goes back in larger parts. */
  private void consumed(int bytes) {
    unreturned += bytes;
    if (!closed && unreturned * 2 >= options.credit()) {
      vertx.eventBus().send(control, new JsonObject().put(CreditProtocol.GRANT, unreturned));
      unreturned = 0;
    }
  }

  private void broken(String why) {
    if (!closed) {
      close();
      received.end(new IOException(why));
    }
  }

  /**
   * Wants no more: the child's side is told, handlers are not called any more.
   *
   * @return completes when it no longer listens
   */
  public Future<Void> close() {
    if (control != null && !closed) {
      vertx.eventBus().send(control, new JsonObject().put(CreditProtocol.CLOSE, true));
    }
    received.clear();
    return release();
  }

  private Future<Void> release() {
    closed = true;
    vertx.cancelTimer(timer);
    return consumer.unregister();
  }

  private BridgeStream<T> onContext(Runnable action) {
    context.runOnContext(v -> action.run());
    return this;
  }

  @Override
  public BridgeStream<T> handler(Handler<T> handler) {
    received.handler(handler);
    return onContext(received::deliver);
  }

  @Override
  public BridgeStream<T> pause() {
    received.pause();
    return this;
  }

  @Override
  public BridgeStream<T> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public BridgeStream<T> fetch(long amount) {
    received.demand(amount);
    return onContext(received::deliver);
  }

  @Override
  public BridgeStream<T> endHandler(Handler<Void> handler) {
    received.endHandler(handler);
    return this;
  }

  @Override
  public BridgeStream<T> exceptionHandler(Handler<Throwable> handler) {
    received.exceptionHandler(handler);
    return this;
  }
}
