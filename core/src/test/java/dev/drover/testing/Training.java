package dev.drover.testing;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.cluster.JoinGrant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

/** Loads the classes of the libraries that a replica needs to start, by starting like one. */
final class Training {
  private Training() {}

  public static void main(String[] args) throws Exception {
    String name = "drover-training-" + ProcessHandle.current().pid();
    JoinGrant grant = new JoinGrant(name, freePort(), null);
    Vertx vertx =
        await(Vertx.builder().withClusterManager(DroverClusterManager.of(grant)).buildClustered());
    vertx.eventBus().consumer("training", message -> message.reply(message.body()));
    await(vertx.eventBus().request("training", "one"));
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1"));
    HttpClient client = vertx.createHttpClient();
    await(
        client
            .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
            .compose(HttpClientRequest::send));
    // Used until here: Vert.x closes a client that nobody can reach any more.
    await(client.close());
    await(vertx.close());
    System.exit(0);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
