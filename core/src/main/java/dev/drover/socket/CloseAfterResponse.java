package dev.drover.socket;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Says {@code Connection: close} on the next response of an HTTP/1 connection, and closes it once
 * that response is written. A response whose head is already out is followed by another.
 */
final class CloseAfterResponse extends ChannelOutboundHandlerAdapter {
  private static final int FIRST_FINAL_STATUS = 200;
  private static final int SWITCHING_PROTOCOLS = 101;

  private boolean said;

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ChannelPromise written = promise;
    if (message instanceof HttpResponse response) {
      if (response.status().code() == SWITCHING_PROTOCOLS) {
        // A WebSocket from here on: it has a close of its own.
        context.pipeline().remove(this);
      } else if (response.status().code() >= FIRST_FINAL_STATUS) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        said = true;
      }
    }
    if (said && message instanceof LastHttpContent) {
      written = promise.unvoid().addListener(ChannelFutureListener.CLOSE);
    }
    context.write(message, written);
  }
}
