package dev.drover.socket;

import dev.drover.config.StopPolicy;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxBootstrap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What is a replica to the supervisor's ports, in this JVM: a Vert.x of its own whose servers adopt
 * the sockets of one slot.
 */
final class LinkedReplica implements AutoCloseable {
  private static final StopPolicy LEAVING =
      new StopPolicy(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMillis(200));

  final int slot;
  final ServerSockets sockets;
  final Vertx vertx;

  LinkedReplica(Path link, int slot) {
    this.slot = slot;
    sockets = ServerSockets.supervised(link, slot);
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(1);
    VertxBootstrap bootstrap = VertxBootstrap.create().options(options).init();
    vertx = bootstrap.transport(sockets.transport(bootstrap)).vertx();
  }

  /** The number of the slot, as this replica's servers answer it. */
  String name() {
    return String.valueOf(slot);
  }

  HttpServer server() {
    return server(new HttpServerOptions());
  }

  HttpServer server(HttpServerOptions options) {
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> request.response().end(name()));
  }

  /** Like a replica that is ready: unless it is held, it gets its share when this returns. */
  HttpServer listen(String host, int port) {
    HttpServer server = server().listen(port, host).await();
    if (sockets.isOpen()) {
      sockets.open().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
    return server;
  }

  CompletableFuture<Integer> drain() {
    return sockets
        .drain(LEAVING, Duration.ofMillis(200))
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
