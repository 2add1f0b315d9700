package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two members in one JVM: {@code leaving} withdraws, {@code staying} sends. */
@Timeout(60)
class WithdrawTest {

  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(3_000);

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private DroverClusterManager manager;
  private Vertx leaving;
  private Vertx staying;

  @BeforeEach
  void join() {
    ClusterPorts ports = new ClusterPorts();
    String cluster = ClusterName.unique("withdraw");
    manager = DroverClusterManager.of(new JoinGrant(cluster, ports.portOf(1), null));
    leaving = vertx(manager);
    String seed = "127.0.0.1:" + ports.portOf(1);
    staying = vertx(DroverClusterManager.of(new JoinGrant(cluster, ports.portOf(2), seed)));
  }

  @AfterEach
  void close() {
    Future.join(leaving.close(), staying.close()).await();
  }

  @Test
  void othersSendNoMoreToAWithdrawnMember() {
    consume(leaving, "work", "leaving");
    consume(staying, "work", "staying");
    Await.until(() -> "both are used", () -> answers(2).contains("leaving"));

    manager.withdraw(LIMIT).await();

    assertThat(answers(50)).containsOnly("staying");
  }

  @Test
  void noMessageIsLostWhileAMemberWithdraws() throws Exception {
    consume(leaving, "work", "leaving");
    consume(staying, "work", "staying");
    List<Future<Message<String>>> sent = new ArrayList<>();
    CompletableFuture<Void> left = new CompletableFuture<>();
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    staying.setPeriodic(
        1,
        timer -> {
          if (left.isDone()) {
            staying.cancelTimer(timer);
            stopped.complete(null);
          } else {
            sent.add(staying.eventBus().request("work", "", PATIENT));
          }
        });
    Await.until(() -> "messages flow", () -> answers(2).contains("leaving"));

    manager.withdraw(LIMIT).await();
    leaving.close().await();
    left.complete(null);
    stopped.get(5, TimeUnit.SECONDS);

    assertThat(sent).hasSizeGreaterThan(50);
    Future.all(sent).await();
  }

  @Test
  void messageOnItsWayIsStillHandledAndAnswered() throws Exception {
    LinkedBlockingQueue<Message<String>> received = new LinkedBlockingQueue<>();
    leaving.eventBus().<String>consumer("slow", received::add).completion().await();
    Future<Message<String>> request = staying.eventBus().request("slow", "", PATIENT);
    Message<String> inFlight = received.poll(5, TimeUnit.SECONDS);

    manager.withdraw(LIMIT).await();
    inFlight.reply("done");

    assertThat(request.await().body()).isEqualTo("done");
  }

  @Test
  void withdrawnMemberStillReachesItself() {
    MessageConsumer<String> own = consume(leaving, "own", "leaving");
    manager.withdraw(LIMIT).await();

    assertThat(request(leaving, "own")).isEqualTo("leaving");
    assertUnreachable(staying, "own");

    own.unregister().await();
    assertUnreachable(leaving, "own");
  }

  @Test
  void whatIsRegisteredAfterwardsStaysLocal() {
    manager.withdraw(LIMIT).await();
    consume(leaving, "late", "leaving");

    assertThat(request(leaving, "late")).isEqualTo("leaving");
    assertUnreachable(staying, "late");
  }

  @Test
  void whatIsBeingRegisteredIsWithdrawnToo() {
    List<Future<?>> registering = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      registering.add(leaving.eventBus().consumer("racing" + i, m -> {}).completion());
    }

    manager.withdraw(LIMIT).await();

    Future.all(registering).await();
    for (int i = 0; i < 50; i++) {
      assertUnreachable(staying, "racing" + i);
    }
  }

  private List<String> answers(int count) {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(request(staying, "work"));
    }
    return answers;
  }

  private static MessageConsumer<String> consume(Vertx vertx, String address, String answer) {
    MessageConsumer<String> consumer =
        vertx.eventBus().consumer(address, message -> message.reply(answer));
    consumer.completion().await();
    return consumer;
  }

  private static String request(Vertx vertx, String address) {
    return vertx.eventBus().<String>request(address, "", PATIENT).await().body();
  }

  private static void assertUnreachable(Vertx vertx, String address) {
    assertThatThrownBy(() -> request(vertx, address))
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
  }

  private static Vertx vertx(DroverClusterManager manager) {
    return Vertx.builder().withClusterManager(manager).buildClustered().await();
  }
}
