package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.impl.tcp.Http1xOrH2CHandler;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests of this JVM's HTTP servers: HTTP/1 responses as their heads are written,
 * HTTP/2 streams as clients open them. What upgrades from HTTP/1 to HTTP/2 counts as one.
 */
final class RequestCount {
  /** Who has not begun to speak HTTP by then speaks something else. */
  private static final int LOOKS = 8;

  private final LongAdder requests = new LongAdder();

  long sum() {
    return requests.sum();
  }

  /** Call it before the connection is registered with its event loop. */
  void watch(Channel connection) {
    connection.pipeline().addFirst(new Finder(false));
  }

  /**
   * A connection shows its HTTP codec only with its first bytes, or when TLS has agreed on a
   * protocol. Looks for it at each read until it is there, from behind whatever puts it there, so
   * that not even the first request is missed; then goes.
   */
  private final class Finder extends ChannelInboundHandlerAdapter {
    private final boolean behind;
    private int looks;

    Finder(boolean behind) {
      this.behind = behind;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelPipeline pipeline = context.pipeline();
      if (count(pipeline) || followed(pipeline) || ++looks == LOOKS) {
        pipeline.remove(this);
      }
      context.fireChannelRead(message);
    }

    private boolean followed(ChannelPipeline pipeline) {
      ChannelHandlerContext chooser = pipeline.context(SslHandler.class);
      if (chooser == null) {
        chooser = pipeline.context(Http1xOrH2CHandler.class);
      }
      if (behind || chooser == null) {
        return false;
      }
      pipeline.addAfter(chooser.name(), null, new Finder(true));
      return true;
    }
  }

  /** False when there is no HTTP codec yet. */
  private boolean count(ChannelPipeline pipeline) {
    ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
    if (encoder != null) {
      pipeline.addAfter(encoder.name(), null, new Http1());
      return true;
    }
    Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
    if (http2 != null) {
      count(http2.connection());
    }
    return http2 != null;
  }

  private void count(Http2Connection connection) {
    // Those that came with TLS' last words.
    requests.add((connection.remote().lastStreamCreated() + 1) / 2);
    connection.addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamAdded(Http2Stream stream) {
            if (connection.remote().isValidStreamId(stream.id())) {
              requests.increment();
            }
          }
        });
  }

  private final class Http1 extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpResponse response && isFinal(response)) {
        requests.increment();
      }
      context.write(message, promise);
    }

    private boolean isFinal(HttpResponse response) {
      int code = response.status().code();
      // 101 is the last word of HTTP on a connection.
      return code == 101 || !HttpStatusClass.INFORMATIONAL.contains(code);
    }
  }
}
