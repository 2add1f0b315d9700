package dev.drover.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import io.vertx.core.http.impl.websocket.WebSocketConnectionImpl;
import io.vertx.core.net.impl.ShutdownEvent;
import io.vertx.core.net.impl.VertxHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Empties the connections of this JVM's servers without cutting a request: first no connection
 * comes in any more; then, for the lame-duck time, clients are told to go elsewhere; then idle
 * connections are closed and the busy ones get the rest of the time. WebSockets have a time of
 * their own.
 */
final class ConnectionDrain {
  /** A connection shows its HTTP codec only with its first bytes: so it is looked at again. */
  private static final long RESCAN_MILLIS = 10;

  private static final String PING = "leaving.";

  /** For a close frame and its answer, before the limit is over. */
  private static final long CLOSE_FRAME_MILLIS = 250;

  private static final AttributeKey<Boolean> TOLD =
      AttributeKey.valueOf(ConnectionDrain.class, "told");

  private final ServerSockets sockets;
  private final Duration lameDuck;
  private final Duration webSockets;
  private final long deadline;
  private final EventExecutor timer = GlobalEventExecutor.INSTANCE;
  private final CompletableFuture<Integer> done = new CompletableFuture<>();

  ConnectionDrain(ServerSockets sockets, Duration lameDuck, Duration webSockets, Duration limit) {
    this.sockets = sockets;
    this.webSockets = webSockets;
    this.lameDuck = lameDuck.compareTo(limit) < 0 ? lameDuck : limit;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  CompletionStage<Integer> run() {
    ScheduledFuture<?> giveUp =
        timer.schedule(
            () -> done.complete(sockets.connections().size()), left(), TimeUnit.NANOSECONDS);
    done.whenComplete((cut, failure) -> giveUp.cancel(false));
    sockets.stopAccepting().thenRun(this::lameDuck);
    return done;
  }

  private void lameDuck() {
    sockets.whenIdle().thenRun(() -> done.complete(0));
    if (done.isDone()) {
      return;
    }
    ScheduledFuture<?> rescan =
        timer.scheduleAtFixedRate(
            () -> sockets.connections().forEach(this::tellToClose),
            0,
            RESCAN_MILLIS,
            TimeUnit.MILLISECONDS);
    ScheduledFuture<?> over =
        timer.schedule(() -> onEachLoop(this::closeIdle), lameDuck.toNanos(), TimeUnit.NANOSECONDS);
    ScheduledFuture<?> webSocketsOver =
        timer.schedule(
            () -> onEachLoop(this::closeWebSocket), webSockets.toNanos(), TimeUnit.NANOSECONDS);
    done.whenComplete(
        (cut, failure) -> {
          rescan.cancel(false);
          over.cancel(false);
          webSocketsOver.cancel(false);
        });
  }

  private void onEachLoop(Consumer<Channel> action) {
    sockets.connections().stream()
        .filter(Channel::isRegistered)
        .forEach(connection -> connection.eventLoop().execute(() -> action.accept(connection)));
  }

  private void closeIdle(Channel connection) {
    // Those of HTTP/2 have been told already, and are closed when they have understood.
    boolean http2 = connection.pipeline().get(Http2ConnectionHandler.class) != null;
    if (webSocket(connection) == null && !(http2 && connection.hasAttr(TOLD))) {
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

  private void tellToClose(Channel connection) {
    if (connection.isRegistered() && !connection.hasAttr(TOLD)) {
      connection.eventLoop().execute(() -> tellToCloseOnLoop(connection));
    }
  }

  private void tellToCloseOnLoop(Channel connection) {
    ChannelPipeline pipeline = connection.pipeline();
    Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
    ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
    if (connection.hasAttr(TOLD) || (http2 == null && encoder == null)) {
      return;
    }
    connection.attr(TOLD).set(true);
    if (http2 == null) {
      pipeline.addAfter(encoder.name(), null, new CloseAfterResponse());
    } else {
      goAway(connection, pipeline.context(http2), http2);
    }
  }

  /**
   * RFC 9113, 6.8: a first GOAWAY with the highest stream id, later the real one, which Netty sends
   * at close and which waits for the open streams. With the last one only, the streams that cross
   * it on the wire are lost; so are those of a client that has not come to read the first one yet,
   * wherefore its answer to a PING is waited for.
   */
  private void goAway(
      Channel connection, ChannelHandlerContext context, Http2ConnectionHandler http2) {
    http2.goAway(
        context,
        Integer.MAX_VALUE,
        Http2Error.NO_ERROR.code(),
        Unpooled.EMPTY_BUFFER,
        context.newPromise());
    context.flush();
    http2.gracefulShutdownTimeoutMillis(TimeUnit.NANOSECONDS.toMillis(left()));
    if (http2 instanceof VertxHttp2ConnectionHandler<?> ours
        && (Object) ours.connectFuture().getNow() instanceof HttpConnection client) {
      client.ping(Buffer.buffer(PING)).onComplete(answered -> closeLater(connection));
    } else {
      closeLater(connection);
    }
  }

  /** A request that has its stream already may be about to be sent. */
  private void closeLater(Channel connection) {
    connection
        .eventLoop()
        .schedule(() -> connection.close(), lameDuck.toNanos() / 2, TimeUnit.NANOSECONDS);
  }
}
