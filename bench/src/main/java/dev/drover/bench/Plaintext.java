package dev.drover.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;

/**
 * The least a server can answer, on the {@code port} of the configuration, loopback only; with
 * {@code reusePort} true other JVMs may listen there too.
 */
public final class Plaintext extends VerticleBase {

  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain");
  private static final Buffer BODY = Buffer.buffer("Hello, World!");

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(
            new HttpServerOptions().setReusePort(config().getBoolean("reusePort", false)))
        .requestHandler(
            request -> request.response().putHeader(HttpHeaders.CONTENT_TYPE, TEXT).end(BODY))
        .listen(config().getInteger("port"), "127.0.0.1");
  }
}
