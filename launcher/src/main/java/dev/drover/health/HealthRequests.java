package dev.drover.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.nio.charset.StandardCharsets;

/** The requests of one connection. */
final class HealthRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(HealthRequests.class);

  private final HealthRoutes routes;

  HealthRequests(HealthRoutes routes) {
    this.routes = routes;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean head = HttpMethod.HEAD.equals(request.method());
    HealthRoutes.Answer answer =
        head || HttpMethod.GET.equals(request.method())
            ? answer(request.uri())
            : HealthRoutes.refused(405, "GET and HEAD are all that there is");
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    context.writeAndFlush(response);
  }

  private HealthRoutes.Answer answer(String uri) {
    int query = uri.indexOf('?');
    try {
      return routes.answer(query < 0 ? uri : uri.substring(0, query));
    } catch (RuntimeException | LinkageError bug) {
      LOG.error("health: " + uri + " failed", bug);
      return HealthRoutes.refused(500, "this is a bug in Drover; its log has more");
    }
  }

  /** What is no HTTP, or nobody's any more. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
