package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second half of a leave, of two members in one JVM. */
@Timeout(60)
class FinishTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final CompletableFuture<Void> free = new CompletableFuture<>();
  private Members members;
  private DroverClusterManager manager;
  private Vertx leaving;
  private Vertx staying;

  @BeforeEach
  void join() {
    members = new Members(2, LONG);
    manager = members.manager(0);
    leaving = members.vertx(0);
    staying = members.vertx(1);
  }

  @AfterEach
  void close() {
    free.complete(null);
    members.close();
  }

  @Test
  void aMemberWithNothingInFlightFinishesAtOnce() {
    leaving.eventBus().consumer("work", message -> message.reply("done")).completion().await();
    assertThat(staying.eventBus().request("work", "").await().body()).isEqualTo("done");
    manager.withdraw(LONG).await();

    long before = System.nanoTime();
    assertThat(manager.finish(LONG).await()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aRequestThatIsBeingHandledIsWaitedFor() throws Exception {
    LinkedBlockingQueue<Message<String>> received = new LinkedBlockingQueue<>();
    leaving.eventBus().<String>consumer("slow", received::add).completion().await();
    Future<Message<String>> request = staying.eventBus().request("slow", "");
    Message<String> handling = received.poll(10, TimeUnit.SECONDS);
    manager.withdraw(LONG).await();

    Future<Integer> finished = manager.finish(LONG);
    turnsPass(leaving);
    assertThat(finished.isComplete()).isFalse();

    handling.reply("done");
    assertThat(finished.await()).isZero();
    assertThat(request.await().body()).isEqualTo("done");
  }

  @Test
  void aReplyThatThisMemberAwaitsIsWaitedFor() throws Exception {
    LinkedBlockingQueue<Message<String>> received = new LinkedBlockingQueue<>();
    staying.eventBus().<String>consumer("other", received::add).completion().await();
    Future<Message<String>> request = leaving.eventBus().request("other", "");
    Message<String> handling = received.poll(10, TimeUnit.SECONDS);
    manager.withdraw(LONG).await();

    Future<Integer> finished = manager.finish(LONG);
    turnsPass(leaving);
    assertThat(finished.isComplete()).isFalse();

    handling.reply("done");
    assertThat(finished.await()).isZero();
    assertThat(request.isComplete()).isTrue();
  }

  @Test
  void aMemberThatIsAloneWaitsForItsOwnRequests() throws Exception {
    try (Members one = new Members(1, LONG)) {
      Message<String> handling = ask(one.vertx(0));
      assertIsWaitedFor(handling, one);
    }
  }

  @Test
  void requestsOfBeforeAnotherMemberCameAreWaitedFor() throws Exception {
    try (Members two = new Members(1, LONG)) {
      Message<String> handling = ask(two.vertx(0));
      two.add();
      assertIsWaitedFor(handling, two);
    }
  }

  private static Message<String> ask(Vertx itself) throws Exception {
    LinkedBlockingQueue<Message<String>> received = new LinkedBlockingQueue<>();
    itself.eventBus().<String>consumer("own", received::add).completion().await();
    itself.eventBus().request("own", "");
    return received.poll(10, TimeUnit.SECONDS);
  }

  private static void assertIsWaitedFor(Message<String> handling, Members members) {
    members.manager(0).withdraw(LONG).await();
    Future<Integer> finished = members.manager(0).finish(LONG);
    turnsPass(members.vertx(0));
    assertThat(finished.isComplete()).isFalse();
    handling.reply("done");
    assertThat(finished.await()).isZero();
  }

  @Test
  void whatWaitsForABusyHandlerIsWaitedFor() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    DeploymentOptions worker = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    leaving
        .deployVerticle(
            context ->
                leaving
                    .eventBus()
                    .consumer(
                        "busy",
                        message -> {
                          busy.countDown();
                          free.join();
                          handled.incrementAndGet();
                        })
                    .completion(),
            worker)
        .await();
    for (int i = 0; i < 100; i++) {
      staying.eventBus().send("busy", i);
    }
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    manager.withdraw(LONG).await();

    Future<Integer> finished = manager.finish(LONG);
    turnsPass(leaving);
    assertThat(finished.isComplete()).isFalse();

    free.complete(null);
    assertThat(finished.await()).isZero();
    assertThat(handled).hasValue(100);
  }

  @Test
  void whatHasTimedOutIsNotWaitedFor() {
    staying.eventBus().consumer("silent", message -> {}).completion().await();
    Future<Message<String>> request =
        leaving.eventBus().request("silent", "", new DeliveryOptions().setSendTimeout(500));
    manager.withdraw(LONG).await();
    assertThat(manager.finish(LONG).await()).isZero();
    assertThat(request.failed()).isTrue();
  }

  @Test
  void whatTheLimitLeavesOverIsCounted() throws Exception {
    LinkedBlockingQueue<Message<String>> received = new LinkedBlockingQueue<>();
    leaving.eventBus().<String>consumer("stuck", received::add).completion().await();
    staying.eventBus().request("stuck", "");
    staying.eventBus().request("stuck", "");
    Message<String> one = received.poll(10, TimeUnit.SECONDS);
    Message<String> other = received.poll(10, TimeUnit.SECONDS);
    manager.withdraw(LONG).await();
    assertThat(manager.finish(Duration.ofMillis(300)).await()).isEqualTo(2);
    one.reply("");
    other.reply("");
  }

  @Test
  void membersThatLeaveTogetherDoNotWaitForEachOther() {
    leaving.eventBus().consumer("work", message -> message.reply("")).completion().await();
    staying.eventBus().consumer("work", message -> message.reply("")).completion().await();
    staying.eventBus().request("work", "").await();
    leaving.eventBus().request("work", "").await();
    long before = System.nanoTime();
    Future.all(leave(0), leave(1)).await();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  private Future<Void> leave(int number) {
    DroverClusterManager member = members.manager(number);
    return member
        .withdraw(LONG)
        .compose(withdrawn -> member.finish(LONG))
        .compose(finished -> members.vertx(number).close());
  }

  /** Long enough for what does not wait to have come to its end. */
  private static void turnsPass(Vertx vertx) {
    vertx.timer(300).await();
  }
}
