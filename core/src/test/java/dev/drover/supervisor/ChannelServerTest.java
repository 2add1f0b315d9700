package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.replica.ChannelMessage;
import io.vertx.core.Vertx;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ChannelServerTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private ChannelServer server;

  @BeforeEach
  void listen() throws Exception {
    server =
        new ChannelServer(
            vertx,
            (hello, link) -> {
              boolean known = hello.slot() == 1 && "right".equals(hello.token());
              if (known) {
                link.send(new ChannelMessage.Joined("node-1"));
              }
              return known;
            });
    Running.await(server.listen(socket()));
  }

  @AfterEach
  void close() throws Exception {
    Running.await(server.close());
    Running.await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"hello\",\"slot\":1,\"token\":\"wrong\",\"pid\":1}",
        "{\"type\":\"hello\",\"slot\":2,\"token\":\"right\",\"pid\":1}",
        "{\"type\":\"ready\",\"instances\":1}",
        "{\"type\":\"nonsense\"}",
        "GET / HTTP/1.1"
      })
  void whoDoesNotSayHelloProperlyIsDisconnected(String line) throws Exception {
    assertThat(answerTo(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = "{\"type\":\"hello\",\"slot\":1,\"token\":\"right\",\"pid\":1}")
  void whoSaysHelloProperlyIsAnswered(String line) throws Exception {
    assertThat(answerTo(line)).isEqualTo("{\"type\":\"joined\",\"nodeId\":\"node-1\"}\n");
  }

  private Path socket() {
    return directory.resolve("channel.sock");
  }

  /** What is read up to the first line end or the end of the connection. */
  private String answerTo(String line) throws Exception {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      client.write(UTF_8.encode(line + "\n"));
      ByteBuffer answer = ByteBuffer.allocate(1024);
      client.read(answer);
      return UTF_8.decode(answer.flip()).toString();
    }
  }
}
