package dev.drover.socket;

import dev.drover.config.StopPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.websocket.WebSocketConnectionImpl;
import io.vertx.core.net.impl.ShutdownEvent;
import io.vertx.core.net.impl.VertxHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends connections of this JVM's servers without cutting a request: first no connection comes in
 * any more; then, for a moment, clients are told to go elsewhere; then idle connections are closed
 * and the busy ones get the rest of the time. WebSockets have a time of their own.
 */
final class ConnectionDrain {
  /** For a close frame and its answer, before the limit is over. */
  private static final long CLOSE_FRAME_MILLIS = 250;

  private final Drained drained;
  private final Duration idleAfter;
  private final Duration webSockets;
  private final Dismissal dismissal;
  private final long deadline;
  private final EventExecutor timer = GlobalEventExecutor.INSTANCE;
  private final CompletableFuture<Integer> done = new CompletableFuture<>();

  ConnectionDrain(Drained drained, StopPolicy policy, Duration idleAfter) {
    Duration limit = policy.drain();
    this.drained = drained;
    this.webSockets = policy.webSockets();
    this.idleAfter = idleAfter.compareTo(limit) < 0 ? idleAfter : limit;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.dismissal = new Dismissal(drained, limit, this.idleAfter);
  }

  CompletionStage<Integer> run() {
    ScheduledFuture<?> giveUp =
        timer.schedule(
            () -> done.complete(drained.connections().size()), left(), TimeUnit.NANOSECONDS);
    done.whenComplete((cut, failure) -> giveUp.cancel(false));
    drained.closeDoor().thenRun(this::dismiss);
    return done;
  }

  private void dismiss() {
    drained.whenIdle().thenRun(() -> done.complete(0));
    if (done.isDone()) {
      return;
    }
    dismissal.goOnUntil(done);
    ScheduledFuture<?> over =
        timer.schedule(
            () -> onEachLoop(this::closeIdle), idleAfter.toNanos(), TimeUnit.NANOSECONDS);
    ScheduledFuture<?> webSocketsOver =
        timer.schedule(
            () -> onEachLoop(this::closeWebSocket), webSockets.toNanos(), TimeUnit.NANOSECONDS);
    done.whenComplete(
        (cut, failure) -> {
          over.cancel(false);
          webSocketsOver.cancel(false);
        });
  }

  private void onEachLoop(Consumer<Channel> action) {
    drained.connections().stream()
        .filter(Channel::isRegistered)
        .forEach(connection -> connection.eventLoop().execute(() -> action.accept(connection)));
  }

  private void closeIdle(Channel connection) {
    // Those of HTTP/2 have been told already, and are closed when they have understood.
    boolean http2 = connection.pipeline().get(Http2ConnectionHandler.class) != null;
    if (webSocket(connection) == null && !(http2 && Dismissal.isTold(connection))) {
      ShutdownEvent event = new ShutdownEvent(Duration.ofNanos(left()));
      connection.pipeline().fireUserEventTriggered(event);
    }
  }

  /** An application that wants to say goodbye in its own way has the time that is left. */
  private void closeWebSocket(Channel connection) {
    WebSocketConnectionImpl webSocket = webSocket(connection);
    if (webSocket != null) {
      long millis = TimeUnit.NANOSECONDS.toMillis(left()) - CLOSE_FRAME_MILLIS;
      ByteBuf reason =
          HttpUtils.generateWSCloseFrameByteBuf(
              (short) WebSocketCloseStatus.ENDPOINT_UNAVAILABLE.code(), "going away");
      webSocket.shutdown(
          new CloseWebSocketFrame(true, 0, reason), Duration.ofMillis(Math.max(1, millis)));
    }
  }

  /** Null when it is none. */
  private static WebSocketConnectionImpl webSocket(Channel connection) {
    VertxHandler<?> handler = connection.pipeline().get(VertxHandler.class);
    return handler != null && handler.getConnection() instanceof WebSocketConnectionImpl found
        ? found
        : null;
  }

  private long left() {
    return Math.max(0, deadline - System.nanoTime());
  }
}
