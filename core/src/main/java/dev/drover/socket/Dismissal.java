package dev.drover.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells clients of this JVM's servers to go elsewhere: by the next response of HTTP/1, by GOAWAY on
 * HTTP/2. Each connection is told once.
 */
final class Dismissal {
  /** A connection shows its HTTP codec only with its first bytes: so it is looked at again. */
  private static final long RESCAN_MILLIS = 10;

  private static final String PING = "leaving.";

  private static final AttributeKey<Boolean> TOLD = AttributeKey.valueOf(Dismissal.class, "told");

  private final Drained drained;
  private final long deadline;
  private final Duration idleAfter;

  /**
   * @param limit when what HTTP/2 clients have begun must have ended
   * @param idleAfter how long a client may take to understand
   */
  Dismissal(Drained drained, Duration limit, Duration idleAfter) {
    this.drained = drained;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.idleAfter = idleAfter;
  }

  /** Tells those that are connected, and whoever connects until then. */
  void goOnUntil(CompletableFuture<?> over) {
    ScheduledFuture<?> rescan =
        GlobalEventExecutor.INSTANCE.scheduleAtFixedRate(
            () -> drained.connections().forEach(this::tell),
            0,
            RESCAN_MILLIS,
            TimeUnit.MILLISECONDS);
    over.whenComplete((result, failure) -> rescan.cancel(false));
  }

  static boolean isTold(Channel connection) {
    return connection.hasAttr(TOLD);
  }

  private void tell(Channel connection) {
    if (connection.isRegistered() && !isTold(connection)) {
      connection.eventLoop().execute(() -> tellOnLoop(connection));
    }
  }

  private void tellOnLoop(Channel connection) {
    ChannelPipeline pipeline = connection.pipeline();
    Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
    ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
    if (isTold(connection) || (http2 == null && encoder == null)) {
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
    long left = Math.max(0, deadline - System.nanoTime());
    http2.gracefulShutdownTimeoutMillis(TimeUnit.NANOSECONDS.toMillis(left));
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
        .schedule(() -> connection.close(), idleAfter.toNanos() / 2, TimeUnit.NANOSECONDS);
  }
}
