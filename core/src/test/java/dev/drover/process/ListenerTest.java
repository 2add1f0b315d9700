package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenerTest extends OnEveryHost {

  private static final class Recording implements ProcessListener {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();

    @Override
    public void spawned(ChildProcess child) {
      events.add("spawned");
    }

    @Override
    public void spawnFailed(String command, Throwable cause) {
      events.add("failed " + command);
    }

    @Override
    public void received(ChildProcess child, int descriptor, int bytes) {
      received.addAndGet(descriptor * 1_000 + bytes);
    }

    @Override
    public void sent(ChildProcess child, int descriptor, int bytes) {
      sent.addAndGet(bytes);
    }

    @Override
    public void exited(ChildProcess child, ExitStatus status) {
      events.add("exited " + status);
    }

    @Override
    public void closed(ChildProcess child) {
      events.add("closed");
    }
  }

  @Test
  void aListenerHearsOfStartBytesAndEnd() throws Exception {
    Recording listener = new Recording();
    SpawnOptions options = SpawnOptions.builder().listener(listener).build();
    ProcessResult result =
        await(
            ChildProcess.execFile(
                vertx,
                "cat",
                List.of(),
                ExecOptions.of(options).withInput(Buffer.buffer("12345"))));
    assertThat(result.stdout().text()).isEqualTo("12345");
    assertThat(listener.events).containsExactly("spawned", "exited code 0", "closed");
    assertThat(listener.sent.get()).isEqualTo(5);
    assertThat(listener.received.get()).isEqualTo(1_005);
  }

  @Test
  void aListenerHearsOfAStartThatFailed() throws Exception {
    Recording listener = new Recording();
    SpawnOptions options = SpawnOptions.builder().listener(listener).build();
    assertThat(failure(ChildProcess.spawn(vertx, "no-such", List.of("a"), options))).isNotNull();
    assertThat(listener.events).containsExactly("failed no-such a");
  }

  @Test
  void aListenerThatThrowsChangesNothing() throws Exception {
    ProcessListener broken =
        new ProcessListener() {
          @Override
          public void received(ChildProcess child, int descriptor, int bytes) {
            throw new IllegalStateException("expected");
          }
        };
    SpawnOptions options = SpawnOptions.builder().listener(broken).build();
    assertThat(text(spawn(options, "echo", "x").stdout())).isEqualTo("x\n");
  }
}
