package dev.drover.socket;

import dev.drover.config.StopPolicy;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SocketAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A replica JVM for the tests of this package: an unmodified Vert.x application that is told on
 * stdin what to listen on, and answers on stdout.
 */
public final class PortReplica {
  private static final StopPolicy LEAVING =
      new StopPolicy(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMillis(500));

  private static final String PID = String.valueOf(ProcessHandle.current().pid());

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Map<String, HttpServer> servers = new HashMap<>();
  private final ServerSockets sockets;

  private PortReplica(ServerSockets sockets) {
    this.sockets = sockets;
  }

  public static void main(String[] args) throws IOException {
    ServerSockets sockets =
        args.length == 0
            ? ServerSockets.installLocal()
            : ServerSockets.installSupervised(Path.of(args[0]), Integer.parseInt(args[1]));
    PortReplica replica = new PortReplica(sockets);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      replica.obey(line.split(" "));
    }
    System.exit(0);
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "http" -> answer(words, http(words, new HttpServerOptions()).compose(this::sharing));
      case "https" -> answer(words, http(words, tls(words)).compose(this::sharing));
      case "net" -> answer(words, net(words).compose(this::sharing));
      case "udp" -> answer(words, udp(words));
      case "unix" -> answer(words, unix(words));
      case "close" -> answer(words, servers.remove(words[1]).close().map("closed"));
      case "drain" -> drain(words);
      case "lameDuck" -> lameDuck();
      case "hold" -> sockets.hold();
      case "open" -> sockets.open();
      case "warn" -> warn();
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  /** Like a replica that is ready: unless it is held, it gets its share when that is said. */
  private Future<Integer> sharing(int port) {
    return sockets.isOpen()
        ? Future.fromCompletionStage(sockets.open()).map(port)
        : Future.succeededFuture(port);
  }

  private void drain(String[] words) {
    long idleAfter = words.length > 1 ? Long.parseLong(words[1]) : 500;
    sockets
        .drain(LEAVING, Duration.ofMillis(idleAfter))
        .thenAccept(cut -> System.out.println("drained " + cut));
  }

  private void lameDuck() {
    sockets
        .lameDuck(LEAVING.withLameDuck(Duration.ofSeconds(3)))
        .thenAccept(over -> System.out.println("lame duck over"));
  }

  /** The first warning needs files (zones, classes). */
  private static void warn() {
    InternalLoggerFactory.getInstance(PortReplica.class).warn("{} warns", PID, new IOException());
    System.out.println("warned");
  }

  private static void answer(String[] words, Future<?> future) {
    future.onComplete(
        ended ->
            System.out.println(
                words[0] + " " + (ended.succeeded() ? ended.result() : "failed " + ended.cause())));
  }

  private Future<Integer> http(String[] words, HttpServerOptions options) {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
            .requestHandler(
                request -> {
                  String millis = request.getParam("ms");
                  if (millis == null) {
                    request.response().end(PID);
                  } else {
                    vertx.setTimer(Long.parseLong(millis), timer -> request.response().end(PID));
                  }
                });
    return server
        .listen(SocketAddress.inetSocketAddress(Integer.parseInt(words[2]), words[1]))
        .map(
            listening -> {
              servers.put(String.valueOf(listening.actualPort()), listening);
              return listening.actualPort();
            });
  }

  private static HttpServerOptions tls(String[] words) {
    return new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(new PfxOptions().setPath(words[3]).setPassword("secret"));
  }

  private Future<Integer> net(String[] words) {
    return vertx
        .createNetServer(new NetServerOptions())
        .connectHandler(socket -> socket.handler(data -> socket.end(Buffer.buffer(PID))))
        .listen(Integer.parseInt(words[2]), words[1])
        .map(server -> server.actualPort());
  }

  private Future<?> udp(String[] words) {
    var socket = vertx.createDatagramSocket(new DatagramSocketOptions());
    return socket
        .listen(Integer.parseInt(words[2]), words[1])
        .onSuccess(
            listening ->
                listening.handler(
                    packet -> socket.send(PID, packet.sender().port(), packet.sender().host())))
        .map(listening -> listening.localAddress().port());
  }

  private Future<?> unix(String[] words) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end(PID))
        .listen(SocketAddress.domainSocketAddress(words[1]))
        .map("listening");
  }
}
