package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Messages that are nearly right; seeded, so that a failure comes again. {@code -Ddrover.test.fuzz}
 * is how many.
 */
class BusFuzzTest extends OnTheBus {
  private static final int INPUTS = Integer.getInteger("drover.test.fuzz", 500_000);
  private static final long SEED = 20_261_123;
  private static final List<String> KEYS =
      List.of(
          "type",
          "address",
          "replyAddress",
          "body",
          "headers",
          "bodyType",
          "failureCode",
          "message",
          "send",
          "x");
  private static final List<String> TYPES =
      List.of("send", "publish", "register", "unregister", "ping", "pong", "message", "err");
  private static final List<String> ADDRESSES =
      List.of("mine", "secret", "__vertx.reply.1", "reply.1", "", "mine ", "m\u0000", "*");

  /** Held, or the setting is lost with the logger. */
  private static final List<Logger> LOGS =
      List.of(
          Logger.getLogger(BusChannel.class.getName()),
          Logger.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl"));

  private final Random random = new Random(SEED);
  private final AtomicInteger secrets = new AtomicInteger();
  private int offences;
  private int served;
  private FakeChannel channel;
  private Future<Void> closed;

  private void attach() {
    channel = new FakeChannel();
    closed = BusChannel.attach(vertx, channel.child(), BusPermissions.own("mine")).closed();
  }

  private JsonObject frame() {
    JsonObject frame = new JsonObject().put("type", any(TYPES)).put("address", any(ADDRESSES));
    for (int fields = random.nextInt(4); fields > 0; fields--) {
      frame.put(any(KEYS), value(3));
    }
    return frame;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 11 : 9)) {
      case 0 -> null;
      case 1 -> random.nextInt();
      case 2 -> random.nextLong();
      case 3 -> random.nextDouble();
      case 4 -> random.nextBoolean();
      case 5 -> any(ADDRESSES);
      case 6 -> any(TYPES);
      case 7 -> "buffer";
      case 8 -> "AAEC".repeat(random.nextInt(4));
      case 9 -> new JsonArray().add(value(depth - 1)).add(value(depth - 1));
      default -> new JsonObject().put(any(KEYS), value(depth - 1));
    };
  }

  private void feed(int inputs) {
    for (int i = 0; i < inputs; i++) {
      channel.receive(random.nextInt(50) == 0 ? value(2) : frame());
      if (channel.isConnected()) {
        served++;
      } else {
        offences++;
        assertThat(((JsonObject) channel.lastSaid).getString("type")).isEqualTo("err");
        assertThat(closed.failed()).isTrue();
        attach();
      }
    }
  }

  /** In portions, so that what they cause on the bus gets its turn. */
  private Future<Void> portions(int left) {
    if (left <= 0) {
      return Future.succeededFuture();
    }
    feed(Math.min(left, 2_000));
    return vertx.timer(1, TimeUnit.MILLISECONDS).compose(next -> portions(left - 2_000));
  }

  @Test
  void hostileMessagesAreRefusedOrServedAndReachNothing() throws Exception {
    LOGS.forEach(log -> log.setLevel(Level.SEVERE));
    vertx.eventBus().consumer("secret", message -> secrets.incrementAndGet());
    AtomicInteger escaped = new AtomicInteger();
    vertx.exceptionHandler(failure -> escaped.incrementAndGet());
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(
        go -> {
          attach();
          portions(INPUTS).onComplete(done);
        });
    done.future().toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    assertThat(secrets.get()).isZero();
    assertThat(escaped.get()).isZero();
    assertThat(offences).isPositive();
    assertThat(served).isPositive();
    channel.receive(new JsonObject().put("type", "ping"));
    assertThat(channel.lastSaid).isEqualTo(new JsonObject().put("type", "pong"));
  }
}
