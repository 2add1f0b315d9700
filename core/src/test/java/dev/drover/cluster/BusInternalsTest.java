package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BusInternalsTest {
  private final Vertx vertx = Vertx.vertx();
  private final EventBus bus = vertx.eventBus();
  private final BusInternals internals = new BusInternals(bus);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void theyAreKnownOfTheVersionThatDroverIsBuiltWith() {
    assertThat(BusInternals.areKnown()).isTrue();
  }

  @Test
  void aRequestWaitsUntilItHasItsReply() throws Exception {
    LinkedBlockingQueue<Message<String>> received = new LinkedBlockingQueue<>();
    bus.<String>consumer("work", received::add).completion().await();
    Future<Message<String>> request = bus.request("work", "");
    Message<String> handling = received.poll(10, TimeUnit.SECONDS);
    assertThat(internals.waiting()).containsExactly(handling.replyAddress());
    assertThat(internals.isWaiting(handling.replyAddress())).isTrue();
    handling.reply("");
    request.await();
    assertThat(internals.waiting()).isEmpty();
  }

  @Test
  void aRequestThatHasTimedOutDoesNotWait() {
    bus.consumer("silent", message -> {}).completion().await();
    AtomicInteger waiting = new AtomicInteger();
    Promise<Message<String>> request = Promise.promise();
    vertx.runOnContext(
        go -> {
          bus.<String>request("silent", "", new DeliveryOptions().setSendTimeout(50))
              .onComplete(request);
          // Its time cannot be over before this turn is.
          waiting.set(internals.waiting().size());
        });
    Await.until(() -> "it timed out", request.future()::failed);
    assertThat(waiting).hasValue(1);
    assertThat(internals.waiting()).isEmpty();
  }

  @Test
  void interceptorsComeBeforeThoseThatAreThere() {
    List<String> passed = new CopyOnWriteArrayList<>();
    bus.addOutboundInterceptor(noting("out 2", passed));
    bus.addInboundInterceptor(noting("in 2", passed));
    internals.intercept(noting("out 1", passed), noting("in 1", passed));
    bus.addOutboundInterceptor(noting("out 3", passed));
    bus.consumer("work", message -> passed.add("handler")).completion().await();
    bus.send("work", "");
    Await.until(() -> "it came: " + passed, () -> passed.contains("handler"));
    assertThat(passed).containsExactly("out 1", "out 2", "out 3", "in 1", "in 2", "handler");
  }

  @Test
  void nothingInterceptsUntilAnotherMemberComes() throws Exception {
    try (Members members = new Members(1, Duration.ofMinutes(1))) {
      EventBus alone = members.vertx(0).eventBus();
      assertThat(interceptors(alone)).isZero();
      members.add();
      Await.until(() -> "it is noticed", () -> interceptors(alone) == 1);
      assertThat(interceptors(members.vertx(1).eventBus())).isEqualTo(1);
    }
  }

  private static Handler<DeliveryContext<Object>> noting(String name, List<String> passed) {
    return delivery -> {
      passed.add(name);
      delivery.next();
    };
  }

  private static int interceptors(EventBus bus) {
    try {
      Field all = EventBusImpl.class.getDeclaredField("outboundInterceptors");
      all.setAccessible(true);
      return ((Handler<?>[]) all.get(bus)).length;
    } catch (ReflectiveOperationException otherVertx) {
      throw new AssertionError(otherVertx);
    }
  }
}
