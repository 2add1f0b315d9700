package dev.drover.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class SupervisorMessagesTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private SocketChannel supervisor;
  private SupervisorMessages messages;

  @BeforeEach
  void connect() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("channel.sock"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      messages = new SupervisorMessages(ReplicaChannel.connect(address.getPath()));
      supervisor = server.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    supervisor.close();
    vertx.close().await();
  }

  @Test
  void whatComesBeforeTheFirstHandlerWaitsForIt() throws Exception {
    messages.received("one");
    messages.received(null);
    messages.onMessage(vertx, body -> heard.add("first " + body));
    messages.received("two");
    messages.onMessage(vertx, body -> heard.add("second " + body));
    assertThat(next()).isEqualTo("first one");
    assertThat(next()).isEqualTo("first null");
    assertThat(next()).isEqualTo("first two");
    messages.received("three");
    assertThat(java.util.List.of(next(), next()))
        .containsExactlyInAnyOrder("first three", "second three");
  }

  @Test
  void aHandlerThatIsRemovedHearsNoMore() throws Exception {
    Runnable remove = messages.onMessage(vertx, body -> heard.add("removed " + body));
    remove.run();
    messages.received("lost");
    messages.onMessage(vertx, body -> heard.add("kept " + body));
    messages.received("last");
    assertThat(next()).isEqualTo("kept last");
  }

  @Test
  void noMoreWaitThanTheLimitSays() throws Exception {
    for (int i = 0; i < SupervisorMessages.MAX_WAITING + 10; i++) {
      messages.received(i);
    }
    messages.onMessage(vertx, body -> heard.add("" + body));
    messages.received("next");
    for (int i = 0; i < SupervisorMessages.MAX_WAITING; i++) {
      assertThat(next()).isEqualTo("" + i);
    }
    assertThat(next()).isEqualTo("next");
  }

  @Test
  void handlersAndOutcomesRunOnTheContextTheyComeFrom() throws Exception {
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        go -> {
          messages.onMessage(vertx, body -> heard.add("message " + isHere(context)));
          messages
              .send(new JsonObject().put("a", 1))
              .onComplete(sent -> heard.add("sent " + sent.succeeded() + " " + isHere(context)));
        });
    assertThat(next()).isEqualTo("sent true true");
    messages.received("x");
    assertThat(next()).isEqualTo("message true");
    try (BufferedReader reader = new BufferedReader(Channels.newReader(supervisor, UTF_8))) {
      assertThat(reader.readLine()).isEqualTo("{\"type\":\"said\",\"body\":{\"a\":1}}");
    }
  }

  private static boolean isHere(Context context) {
    return Vertx.currentContext() == context;
  }

  @Test
  void aMessageAfterTheSupervisorsEndFails() throws Exception {
    supervisor.close();
    assertThatThrownBy(() -> messages.send("late").await())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the supervisor of this replica is gone: ");
  }

  private String next() throws InterruptedException {
    String message = heard.poll(10, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }
}
