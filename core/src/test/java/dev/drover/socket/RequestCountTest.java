package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestCountTest {
  private static final String LOCAL = "127.0.0.1";

  @TempDir static Path temporary;

  private final Replicas replicas = new Replicas(1);
  private final LinkedReplica replica = replicas.link(1);

  // Held here: Vert.x closes a client that nobody can reach any more.
  private HttpClient client;

  @BeforeAll
  static void makeKeys() throws Exception {
    ProtocolsTest.keyStore(temporary.resolve("keys.p12"));
  }

  @AfterEach
  void close() throws IOException {
    replicas.close();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, false, true",
    "HTTP_1_1, false, false",
    "HTTP_2, false, true",
    "HTTP_1_1, true, true",
    "HTTP_2, true, true"
  })
  void everyRequestIsCountedFromTheFirstOnAConnectionOn(
      HttpVersion version, boolean tls, boolean cleartextHttp2) {
    HttpServer server = replica.server(serverOptions(tls, cleartextHttp2));
    int port = server.listen(0, LOCAL).await().actualPort();
    HttpClientOptions options = new HttpClientOptions().setProtocolVersion(version);
    options.setHttp2ClearTextUpgrade(false).setSsl(tls).setUseAlpn(tls).setTrustAll(true);
    options.setVerifyHost(false);
    for (int connection = 1; connection <= 4; connection++) {
      client = replica.vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(1));
      for (int request = 0; request < 3; request++) {
        ask(port);
      }
      client.close().await();
      assertThat(replica.sockets.requestCount()).isEqualTo(3L * connection);
    }
  }

  @Test
  void anInterimResponseIsNoSecondRequest() {
    HttpServer server =
        replica
            .server()
            .requestHandler(
                request -> {
                  request.response().writeContinue();
                  request.bodyHandler(body -> request.response().end(body));
                });
    int port = server.listen(0, LOCAL).await().actualPort();
    client = replica.vertx.createHttpClient();
    HttpClientRequest request = client.request(HttpMethod.PUT, port, LOCAL, "/").await();
    request.putHeader("Expect", "100-continue").setChunked(true);
    // Asked for before there can be an answer: later its body may have gone by.
    Future<Buffer> body = request.response().compose(answer -> answer.body());
    request.continueHandler(go -> request.end("body")).writeHead().await();
    assertThat(body.await()).isEqualTo(Buffer.buffer("body"));
    assertThat(replica.sockets.requestCount()).isEqualTo(1);
  }

  @Test
  void whatIsNoHttpIsNotCounted() {
    int port =
        replica
            .vertx
            .createNetServer()
            .connectHandler(socket -> socket.handler(socket::write))
            .listen(0, LOCAL)
            .await()
            .actualPort();
    NetClient net = replica.vertx.createNetClient();
    var socket = net.connect(port, LOCAL).await();
    for (int message = 0; message < 20; message++) {
      var echoed = io.vertx.core.Promise.<Buffer>promise();
      socket.handler(echoed::complete);
      socket.write(Buffer.buffer("PRI * HTTP/1.1", StandardCharsets.UTF_8.name()));
      assertThat(echoed.future().await().length()).isEqualTo(14);
    }
    assertThat(replica.sockets.requestCount()).isZero();
    assertThat(replica.sockets.connectionCount()).isEqualTo(1);
    net.close().await();
  }

  private void ask(int port) {
    client
        .request(HttpMethod.GET, port, LOCAL, "/")
        .compose(HttpClientRequest::send)
        .compose(answer -> answer.body())
        .await();
  }

  private static HttpServerOptions serverOptions(boolean tls, boolean cleartextHttp2) {
    HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(cleartextHttp2);
    return tls
        ? options
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(
                new PfxOptions()
                    .setPath(temporary.resolve("keys.p12").toString())
                    .setPassword("secret"))
        : options;
  }
}
