package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells who was refused by an event bus with TLS, for which Vert.x has no word: of those that come
 * within ten seconds, the first. Handler of the listening channel.
 */
final class RefusedMembers extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedMembers.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    if (accepted instanceof Channel connection) {
      connection.pipeline().addLast(new FirstBytes());
    }
    context.fireChannelRead(accepted);
  }

  /** By the time that something has come, Vert.x has added its own handlers. */
  private final class FirstBytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      SslHandler tls = context.pipeline().get(SslHandler.class);
      if (tls != null) {
        Object from = context.channel().remoteAddress();
        tls.handshakeFuture()
            .addListener(
                shaken -> {
                  if (!shaken.isSuccess()) {
                    refused(from, shaken.cause());
                  }
                });
      }
      context.pipeline().remove(this);
      context.fireChannelRead(bytes);
    }
  }

  private void refused(Object from, Throwable cause) {
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
      LOG.warn("event bus: %s is refused: %s".formatted(from, cause.getMessage()));
    }
  }
}
