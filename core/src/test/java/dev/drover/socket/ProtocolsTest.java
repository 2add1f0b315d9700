package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ProtocolsTest {
  private static final String LOCAL = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();

  // Held here: Vert.x closes a client that nobody can reach any more, in the middle of a request.
  private final WebSocketClient webSockets = vertx.createWebSocketClient();
  private final HttpClient http = vertx.createHttpClient();

  private Replicas replicas;
  private Replicas.Replica first;
  private Replicas.Replica second;

  @BeforeEach
  void start() {
    replicas = new Replicas(2);
    first = replicas.start(1);
    second = replicas.start(2);
  }

  @AfterEach
  void stop() throws IOException {
    replicas.close();
    vertx.close().await();
  }

  @Test
  void httpsAndHttp2AreSharedAndTheirDrainLosesNoRequest() throws Exception {
    Path store = replicas.directory().resolve("keys.p12");
    keyStore(store);
    int port = both("https " + LOCAL + " 0 " + store);
    HttpClientOptions tls = new HttpClientOptions().setSsl(true).setTrustAll(true);
    tls.setVerifyHost(false).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
    drainLosesNothing(port, tls);
  }

  /** The client offers what it has kept of its last session to whoever answers next. */
  @Test
  void aTlsSessionOfOneReplicaKeepsNoClientFromAnother() throws Exception {
    Path store = replicas.directory().resolve("keys.p12");
    keyStore(store);
    int port = both("https " + LOCAL + " 0 " + store);
    HttpClientOptions each = new HttpClientOptions().setSsl(true).setTrustAll(true);
    HttpClient client = vertx.createHttpClient(each.setVerifyHost(false).setKeepAlive(false));
    Set<String> pids = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      pids.add(
          client
              .request(HttpMethod.GET, port, LOCAL, "/")
              .compose(HttpClientRequest::send)
              .compose(HttpClientResponse::body)
              .await()
              .toString());
    }
    assertThat(pids).containsExactlyInAnyOrder(first.pid(), second.pid());
    client.close().await();
  }

  @Test
  void cleartextHttp2IsSharedAndItsDrainLosesNoRequest() throws Exception {
    int port = both("http " + LOCAL + " 0");
    drainLosesNothing(
        port,
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  @Test
  void theDrainOfBusyHttp1ConnectionsLosesNoRequest() throws Exception {
    // By HTTP/1 nobody can tell an idle client from one that was held up before its next request.
    int heldUpMillis = 5_000;
    drainLosesNothing(
        both("http " + LOCAL + " 0"), new HttpClientOptions(), "drain " + heldUpMillis);
  }

  @Test
  void webSocketsAreSharedAndADrainClosesThemWithACloseFrame() throws Exception {
    int port = both("http " + LOCAL + " 0");
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    var socket = webSockets.connect(port, LOCAL, "/").await();
    socket.textMessageHandler(heard::add);
    socket.closeHandler(closed -> heard.add("closed " + socket.closeStatusCode()));
    socket.writeTextMessage("hello").await();
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
    for (Replicas.Replica replica : List.of(first, second)) {
      replica.say("drain");
      assertThat(replica.next()).isEqualTo("drained 0");
    }
    assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("closed 100");
  }

  @Test
  void netServersAreShared() throws Exception {
    int port = both("net " + LOCAL + " 0");
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(LOCAL, port)) {
        socket.getOutputStream().write('x');
        String pid = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(pid).isIn(first.pid(), second.pid());
      }
    }
  }

  @Test
  void datagramSocketsStayTheReplicasOwn() throws Exception {
    int port = port(first.ask("udp " + LOCAL + " 0"));
    assertThat(port(second.ask("udp " + LOCAL + " 0"))).isNotEqualTo(port);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      byte[] data = "x".getBytes(StandardCharsets.US_ASCII);
      socket.send(new DatagramPacket(data, 1, InetAddress.getByName(LOCAL), port));
      DatagramPacket answer = new DatagramPacket(new byte[32], 32);
      socket.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII))
          .isEqualTo(first.pid());
    }
  }

  @Test
  void unixDomainServersStayTheReplicasOwn() {
    for (Replicas.Replica replica : List.of(first, second)) {
      Path path = replicas.directory().resolve(replica.pid() + ".sock");
      assertThat(replica.ask("unix " + path)).isEqualTo("unix listening");
      assertThat(askOverUnix(path)).isEqualTo(replica.pid());
    }
  }

  private String askOverUnix(Path path) {
    RequestOptions request =
        new RequestOptions()
            .setServer(SocketAddress.domainSocketAddress(path.toString()))
            .setHost("localhost");
    return http.request(request)
        .compose(HttpClientRequest::send)
        .compose(HttpClientResponse::body)
        .map(Object::toString)
        .await();
  }

  /**
   * 8 clients ask one request after another, none is retried; the replica that serves them drains
   * midway.
   */
  private void drainLosesNothing(int port, HttpClientOptions options) throws Exception {
    drainLosesNothing(port, options, "drain");
  }

  private void drainLosesNothing(int port, HttpClientOptions options, String drain)
      throws Exception {
    HttpClient client =
        vertx
            .httpClientBuilder()
            .with(options)
            .with(new PoolOptions().setHttp2MaxSize(4).setHttp1MaxSize(8))
            .build();
    Chains chains = new Chains(client, port);
    chains.start(8);
    // HTTP/2 settles on one connection, be it not the first: so drain whoever serves in the end.
    boolean firstServes = chains.awaitTheOneWhoServes().equals(first.pid());
    Replicas.Replica leaving = firstServes ? first : second;
    Replicas.Replica staying = firstServes ? second : first;
    leaving.say(drain);
    assertThat(leaving.next()).isEqualTo("drained 0");
    chains.awaitAnswersFrom(staying.pid());
    chains.stop();
    assertThat(chains.failures).isEmpty();
    client.close().await();
  }

  /** Requests, one after another in each of some chains, until told to stop. */
  private final class Chains {
    final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final HttpClient client;
    private final int port;
    private volatile boolean stopping;
    private Future<?> ended = Future.succeededFuture();

    Chains(HttpClient client, int port) {
      this.client = client;
      this.port = port;
    }

    void start(int count) {
      for (int i = 0; i < count; i++) {
        ended = Future.join(ended, next());
      }
    }

    private Future<?> next() {
      if (stopping) {
        return Future.succeededFuture();
      }
      return client
          .request(HttpMethod.GET, port, LOCAL, "/?ms=2")
          .compose(HttpClientRequest::send)
          .compose(HttpClientResponse::body)
          .onSuccess(body -> answers.add(body.toString()))
          .onFailure(failure -> failures.add(failure.toString()))
          .otherwiseEmpty()
          .compose(any -> next());
    }

    void awaitAnswersFrom(String pid) throws InterruptedException {
      answers.clear();
      for (int seen = 0; seen < 50; ) {
        seen += awaitAnswer().equals(pid) ? 1 : 0;
      }
    }

    /** Who gives 50 answers first, of those given from now on. */
    String awaitTheOneWhoServes() throws InterruptedException {
      Map<String, Integer> given = new HashMap<>();
      while (true) {
        String pid = awaitAnswer();
        if (given.merge(pid, 1, Integer::sum) == 50) {
          return pid;
        }
      }
    }

    String awaitAnswer() throws InterruptedException {
      String answer = answers.poll(20, TimeUnit.SECONDS);
      assertThat(answer).as("an answer; failures %s", failures).isNotNull();
      return answer;
    }

    void stop() throws Exception {
      stopping = true;
      ended.await(20, TimeUnit.SECONDS);
    }
  }

  private int both(String listen) {
    int port = port(first.ask(listen));
    assertThat(port(second.ask(listen))).isEqualTo(port);
    return port;
  }

  private static int port(String answer) {
    return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
  }

  static void keyStore(Path store) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "x",
                    "-keyalg",
                    "EC",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    "secret",
                    "-dname",
                    "CN=localhost",
                    "-keystore",
                    store.toString()))
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
  }
}
