package dev.drover.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.control.ControlException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client may cost. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ControlLimitsTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path runtime;

  private static ControlLimits limits(int connections, Duration hello, Duration idle) {
    return new ControlLimits(connections, 4, 1024, 64 * 1024, hello, idle);
  }

  @Test
  void whoSaysNothingIsDisconnected() throws Exception {
    try (TestServer test = new TestServer(runtime, limits(8, Duration.ofMillis(200), LONG));
        RawClient silent = new RawClient(test.socket())) {
      assertThat(silent.receive()).isNull();
    }
  }

  @Test
  void whoAsksNothingMoreIsDisconnectedButNotWhileSomethingRunsForHim() throws Exception {
    try (TestServer test = new TestServer(runtime, limits(8, LONG, Duration.ofMillis(300)));
        RawClient waiting = new RawClient(test.socket())) {
      // Both at once: once greeted it has no more than that time for the next.
      waiting.send(RawClient.HELLO + "\n{\"id\":1,\"op\":\"wait\"}");
      assertThat(waiting.receive().getInteger("id")).isZero();
      try (RawClient idle = RawClient.greeted(test.socket())) {
        assertThat(idle.receive()).isNull();
      }
      test.waiting.take().complete(new JsonObject());
      assertThat(waiting.receive().getInteger("id")).isEqualTo(1);
      assertThat(waiting.receive()).isNull();
    }
  }

  @Test
  void whoAskedForTheEndIsAnsweredBeforeHeIsDisconnected() throws Exception {
    try (TestServer test = new TestServer(runtime, limits(8, LONG, LONG));
        RawClient stopping = RawClient.greeted(test.socket());
        RawClient watching = RawClient.greeted(test.socket())) {
      watching.send("{\"id\":1,\"op\":\"wait\"}");
      test.waiting.take();
      stopping.send("{\"id\":1,\"op\":\"stop\"}");
      Promise<JsonObject> stopped = test.waiting.take();

      Future<Void> closed = test.server.close();
      assertThat(watching.receive()).isNull();
      stopped.complete(new JsonObject());

      assertThat(stopping.receive().getInteger("id")).isEqualTo(1);
      assertThat(stopping.receive()).isNull();
      TestServer.await(closed);
    }
  }

  @Test
  void moreRequestsAtOnceThanAllowedAreRefused() throws Exception {
    try (TestServer test = new TestServer(runtime, limits(8, LONG, LONG));
        RawClient client = RawClient.greeted(test.socket())) {
      for (int id = 1; id <= 5; id++) {
        client.send("{\"id\":" + id + ",\"op\":\"wait\"}");
      }
      JsonObject refused = client.receive();
      assertThat(refused.getInteger("id")).isEqualTo(5);
      assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("busy");
      test.waiting.take().complete(new JsonObject());
      assertThat(client.receive().getInteger("id")).isEqualTo(1);
    }
  }

  @Test
  void whoDoesNotReadIsDisconnectedAndOthersAreServedMeanwhile() throws Exception {
    try (TestServer test = new TestServer(runtime, limits(8, LONG, LONG));
        RawClient deaf = RawClient.greeted(test.socket())) {
      deaf.send("{\"id\":1,\"op\":\"flood\"}");

      assertThat(test.cancelled.take()).isEqualTo("flood");
      try (ControlClient other = test.client()) {
        assertThat(other.request("echo", new JsonObject(), ControlClient.PATIENCE)).isNotNull();
      }
      deaf.awaitEnd();
    }
  }

  @Test
  void whoAsksAndDoesNotReadIsDisconnected() throws Exception {
    try (TestServer test = new TestServer(runtime, limits(8, LONG, LONG));
        RawClient deaf = RawClient.greeted(test.socket())) {
      String request = "{\"id\":1,\"op\":\"echo\",\"args\":{\"say\":\"" + "x".repeat(900) + "\"}}";

      assertThatThrownBy(
              () -> {
                while (true) {
                  deaf.send(request);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aThousandConnectionsLeaveRoomForOthersOnceTheyAreGone() throws Exception {
    List<RawClient> crowd = new ArrayList<>();
    try (TestServer test = new TestServer(runtime, limits(8, LONG, LONG))) {
      for (int i = 0; i < 8; i++) {
        crowd.add(RawClient.greeted(test.socket()));
      }
      for (int i = 0; i < 992; i++) {
        crowd.add(new RawClient(test.socket()));
        crowd.get(crowd.size() - 1).awaitEnd();
      }
      assertThatThrownBy(test::client)
          .isInstanceOfSatisfying(
              ControlException.class, e -> assertThat(e.code()).isEqualTo(Code.BUSY))
          .hasMessage("8 clients are connected, which is the most");
      crowd.get(0).send("{\"id\":1,\"op\":\"echo\"}");
      assertThat(crowd.get(0).receive().getInteger("id")).isEqualTo(1);

      crowd.get(1).send("{\"id\":1,\"op\":\"wait\"}");
      test.waiting.take();
      crowd.get(1).close();
      assertThat(test.cancelled.take()).isEqualTo("wait");
      test.client().close();
    } finally {
      for (RawClient each : crowd) {
        each.close();
      }
    }
  }
}
