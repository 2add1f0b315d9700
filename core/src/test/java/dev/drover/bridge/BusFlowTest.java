package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A child that is too fast is held back, and one that is too slow costs no memory. */
class BusFlowTest extends OnTheBus {
  private static final int IN_FLIGHT = 8;
  private static final BusLimits LIMITS =
      new BusLimits(1 << 20, 64 << 10, IN_FLIGHT, 1_000, 10, Duration.ofSeconds(60));

  private RawChild child;
  private BusChannel bus;

  private void attach() throws Exception {
    child = await(RawChild.fork(vertx));
    bus = BusChannel.attach(vertx, child.process, BusPermissions.own("mine"), LIMITS, null);
  }

  private static JsonObject frame(String type) {
    return new JsonObject().put("type", type).put("address", "mine");
  }

  /** Until the child, and what lies between, can take no more; false when it never stops taking. */
  private boolean floodsUntilBlocked(String line, int most) throws Exception {
    String lines = line.repeat(100);
    for (int i = 0; i < most; i++) {
      child.says(lines);
      if (child.process.stdin().writeQueueFull() && !drainsWithin(1_000)) {
        return true;
      }
    }
    return false;
  }

  private boolean drainsWithin(long millis) throws Exception {
    Promise<Boolean> drained = Promise.promise();
    child.process.stdin().drainHandler(room -> drained.tryComplete(true));
    vertx.setTimer(millis, late -> drained.tryComplete(false));
    return !child.process.stdin().writeQueueFull() || await(drained.future());
  }

  @Test
  void aChildIsNotReadWhileItsRequestsAreUnfinished() throws Exception {
    attach();
    Queue<Message<Object>> asked = new ConcurrentLinkedQueue<>();
    vertx.eventBus().consumer("mine", asked::add);
    String request = frame("send").put("replyAddress", "r").encode() + "\n";
    assertThat(floodsUntilBlocked(request, 1_000)).isTrue();
    assertThat(asked).hasSize(IN_FLIGHT);
    asked.poll().reply("done");
    assertThat(await(child.hears()).getString("body")).isEqualTo("done");
  }

  @Test
  void aChildIsNotReadWhileItDoesNotReadWhatItIsTold() throws Exception {
    attach();
    child.ignores();
    assertThat(floodsUntilBlocked("{\"type\": \"ping\"}\n", 5_000)).isTrue();
    child.listens();
    for (int i = 0; i < 1_000; i++) {
      assertThat(await(child.hears()).getString("type")).isEqualTo("pong");
    }
  }

  @Test
  void toAChildThatDoesNotReadRequestsFailAndOtherMessagesAreCounted() throws Exception {
    attach();
    child.says(frame("register").put("replyAddress", "ack"));
    await(child.hears());
    child.ignores();
    String body = "x".repeat(10_000);
    int sent = 0;
    // What lies between takes some; when it takes nothing for a while it is full.
    for (int refused = 0; refused < 20; sent++) {
      assertThat(sent).as("messages before the child counts as slow").isLessThan(10_000);
      long before = bus.dropped();
      vertx.eventBus().send("mine", body);
      await(vertx.timer(2, TimeUnit.MILLISECONDS));
      refused = bus.dropped() > before ? refused + 1 : 0;
    }
    assertThat(failureOf(request("mine", body))).isEqualTo(BridgeFailure.QUEUE_FULL);
    child.listens();
    JsonObject heard = await(child.hears());
    long got = 0;
    long told = 0;
    while (got + told < sent) {
      if (heard.getString("type").equals("message")) {
        got++;
      } else {
        assertThat(heard.getString("sourceAddress")).isEqualTo("mine");
        told += heard.getLong("dropped");
      }
      heard = got + told < sent ? await(child.hears()) : null;
    }
    assertThat(told).isEqualTo(bus.dropped());
    vertx.eventBus().send("mine", "again");
    assertThat(await(child.hears()).getString("body")).isEqualTo("again");
  }
}
