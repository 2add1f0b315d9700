package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Clients as they are: a length of four bytes, then JSON. */
class BusBridgeVerticleTest extends OnTheBus {
  private static final String RULES =
      """
      {"inbound": [{"addressRegex": "prices|__vertx.*|.*anything"},
                   {"address": "checked", "match": {"kind": "png"}}],
       "outbound": [{"address": "thumbs"}]}
      """;

  @TempDir Path directory;
  private NetClient client;
  private NetSocket socket;
  private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();

  private String bridge(String listen) throws Exception {
    return deploy(new BusBridgeVerticle(), new JsonObject(RULES).put("listen", listen));
  }

  private void connect(SocketAddress address) throws Exception {
    client = vertx.createNetClient();
    socket = await(client.connect(address));
    RecordParser frames = RecordParser.newFixed(4);
    boolean[] length = {true};
    frames.handler(
        part -> {
          if (length[0]) {
            frames.fixedSizeMode(part.getInt(0));
          } else {
            heard.add(part.toJsonObject());
            frames.fixedSizeMode(4);
          }
          length[0] = !length[0];
        });
    socket.handler(frames);
  }

  private void says(JsonObject frame) {
    Buffer json = frame.toBuffer();
    socket.write(Buffer.buffer().appendInt(json.length()).appendBuffer(json));
  }

  private JsonObject answer(JsonObject frame) throws Exception {
    says(frame);
    JsonObject answer = heard.poll(20, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    return answer;
  }

  private static JsonObject frame(String type, String address) {
    return new JsonObject().put("type", type).put("address", address);
  }

  private Path unix() {
    return directory.resolve("bus");
  }

  private void bridgeAndConnect() throws Exception {
    bridge("unix:" + unix());
    connect(SocketAddress.domainSocketAddress(unix().toString()));
  }

  @Test
  void aUnixSocketIsForItsOwnerOnlyAndGoesWithTheVerticle() throws Exception {
    String id = bridge("unix:" + unix());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unix())))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(unix());
    }
    await(vertx.undeploy(id));
    assertThat(unix()).doesNotExist();
  }

  @Test
  void aRequestIsAnsweredAndAMessageDelivered() throws Exception {
    bridgeAndConnect();
    vertx.eventBus().consumer("prices", message -> message.reply(message.body()));
    JsonObject body = new JsonObject().put("item", "pear");
    JsonObject reply = answer(frame("send", "prices").put("replyAddress", "r").put("body", body));
    assertThat(reply.getString("type")).isEqualTo("message");
    assertThat(reply.getJsonObject("body")).isEqualTo(body);
    says(frame("register", "thumbs"));
    assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
    Future<Object> thumb = request("thumbs", "cat.png");
    JsonObject asked = heard.poll(20, TimeUnit.SECONDS);
    says(frame("send", asked.getString("replyAddress")).put("body", "small.png"));
    assertThat(await(thumb)).isEqualTo("small.png");
  }

  @Test
  void whatNoRulePermitsIsRefused() throws Exception {
    bridgeAndConnect();
    assertThat(answer(frame("send", "secret")).getString("type")).isEqualTo("err");
    assertThat(answer(frame("register", "prices")).getString("type")).isEqualTo("err");
    assertThat(answer(frame("send", "checked").put("body", new JsonObject())).getString("type"))
        .isEqualTo("err");
    JsonObject headers = new JsonObject().put("codecName", "string");
    assertThat(answer(frame("send", "prices").put("headers", headers)).getString("type"))
        .isEqualTo("err");
  }

  @Test
  void aBodyThatMatchesPasses() throws Exception {
    bridgeAndConnect();
    Promise<Object> got = Promise.promise();
    vertx.eventBus().consumer("checked", message -> got.tryComplete(message.body()));
    JsonObject body = new JsonObject().put("kind", "png").put("x", 1);
    says(frame("publish", "checked").put("body", body));
    assertThat(await(got.future())).isEqualTo(body);
  }

  @Test
  void noRulePermitsForgedReplies() throws Exception {
    bridgeAndConnect();
    Promise<String> victim = Promise.promise();
    vertx.eventBus().consumer("asked", message -> victim.tryComplete(message.replyAddress()));
    Future<?> request =
        vertx.eventBus().request("asked", "?", new DeliveryOptions().setSendTimeout(700));
    JsonObject forged = frame("send", await(victim.future())).put("body", "forged");
    assertThat(answer(forged).getString("message")).isEqualTo("access_denied");
    assertThat(((ReplyException) failure(request)).failureType().name()).isEqualTo("TIMEOUT");
  }

  @Test
  void itListensOnAPortToo() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    bridge("127.0.0.1:" + port);
    connect(SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
  }

  @Test
  void anAbandonedSocketIsReplacedAndAnotherFileOrServerIsNot() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(failure(deployed("unix:" + file))).hasMessageContaining("is no socket");
    assertThat(file).exists();
    bridge("unix:" + unix());
    assertThat(failure(deployed("unix:" + unix()))).hasMessageContaining("is in use");
    Path abandoned = directory.resolve("abandoned");
    try (var server =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      server.bind(java.net.UnixDomainSocketAddress.of(abandoned));
    }
    bridge("unix:" + abandoned);
    connect(SocketAddress.domainSocketAddress(abandoned.toString()));
    assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSuccessorTakesThePlaceOfTheOneItIsToldAndKeepsItWhenThatGoes() throws Exception {
    String old = bridge("unix:" + unix());
    DeploymentOptions options =
        new DeploymentOptions().setConfig(new JsonObject(RULES).put("listen", "unix:" + unix()));
    long somebody = ProcessHandle.current().parent().orElseThrow().pid();
    // It can tell whose socket that is.
    Vertx epoll = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      assertThat(failure(epoll.deployVerticle(new BusBridgeVerticle(somebody), options)))
          .hasMessageContaining("is in use");
      long us = ProcessHandle.current().pid();
      String successor = await(epoll.deployVerticle(new BusBridgeVerticle(us), options));
      await(vertx.undeploy(old));
      connect(SocketAddress.domainSocketAddress(unix().toString()));
      assertThat(answer(new JsonObject().put("type", "ping")).getString("type")).isEqualTo("pong");
      await(epoll.undeploy(successor));
      assertThat(unix()).doesNotExist();
    } finally {
      await(epoll.close());
    }
  }

  private Future<String> deployed(String listen) {
    return vertx.deployVerticle(
        new BusBridgeVerticle(),
        new DeploymentOptions().setConfig(new JsonObject(RULES).put("listen", listen)));
  }

  @Test
  void allProblemsOfItsConfigurationAreReported() {
    JsonObject wrong =
        new JsonObject(
            """
            {"listen": "unix:relative", "inbound": [{}, {"address": "a", "addressRegex": "b"}],
             "outbound": [{"address": "a", "match": {}}, {"addressRegex": "("}], "port": 1}
            """);
    assertThatThrownBy(() -> BusBridgeVerticle.check(wrong))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "listen must be unix:/path or host:port, was 'unix:relative': a path begins"
                            + " with / and has at most 100 characters",
                        "inbound[0].address or addressRegex must be given, and not both",
                        "inbound[1].address or addressRegex must be given, and not both",
                        "outbound[1].addressRegex is no regular expression: Unclosed group",
                        "outbound[0].match cannot be had: Vert.x's TCP bridge checks no bodies"
                            + " there",
                        "port is unknown; known here are inbound, listen, outbound"));
  }
}
