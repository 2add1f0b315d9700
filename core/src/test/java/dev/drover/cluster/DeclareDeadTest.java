package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members in one JVM, of which the second takes the third for dead until the test ends. */
@Timeout(60)
class DeclareDeadTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(30_000);

  private static Members members;
  private static Vertx sender;

  @BeforeAll
  static void join() {
    members = new Members(3, LONG);
    sender = members.vertx(1);
    consume(members.vertx(0), "work", "first");
    consume(members.vertx(2), "work", "third");
  }

  @AfterAll
  static void close() {
    members.close();
  }

  @BeforeEach
  void bothAreUsed() {
    Await.until(
        () -> "both are used", () -> answers("work").containsAll(List.of("first", "third")));
  }

  @AfterEach
  void forgive() {
    members.manager(1).bus().forgive(members.nodeId(2));
  }

  @Test
  void nothingIsSentToTheDeadAnyMore() {
    members.manager(1).declareDead(members.nodeId(2));
    assertThat(answers("work")).containsOnly("first");
  }

  @Test
  void anAddressThatOnlyTheDeadHadHasNoHandlers() {
    consume(members.vertx(2), "alone", "third");
    assertThat(answers("alone")).containsOnly("third");
    members.manager(1).declareDead(members.nodeId(2));
    assertThatThrownBy(() -> request(sender, "alone"))
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
  }

  @Test
  void requestsToTheDeadFailAtOnceAndOthersDoNot() throws Exception {
    CountDownLatch received = new CountDownLatch(20);
    List<Message<String>> first = hold(members.vertx(0), received);
    hold(members.vertx(2), received);
    List<Future<Message<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(sender.eventBus().request("held", "", PATIENT));
    }
    assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();

    long before = System.nanoTime();
    members.manager(1).declareDead(members.nodeId(2));
    Await.until(() -> "ten failed", () -> requests.stream().filter(Future::failed).count() == 10);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    assertThat(requests.stream().filter(Future::failed))
        .allSatisfy(
            failed -> {
              assertThat(failed.cause()).isInstanceOf(MemberLostException.class);
              assertThat(MemberLostException.is(failed.cause())).isTrue();
              assertThat(failed.cause()).hasMessageContaining("address: held, member: ");
            });

    first.forEach(message -> message.reply("done"));
    Await.until(() -> "ten done", () -> requests.stream().filter(Future::succeeded).count() == 10);
  }

  @Test
  void aMemberThatTheClusterLosesFailsItsRequestsToo() throws Exception {
    try (Members two = new Members(2, LONG)) {
      CountDownLatch received = new CountDownLatch(1);
      hold(two.vertx(1), received);
      Future<Message<String>> request = two.vertx(0).eventBus().request("held", "", PATIENT);
      assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
      two.manager(1).getHazelcastInstance().getLifecycleService().terminate();
      Await.until(() -> "it failed", request::failed);
      assertThat(MemberLostException.is(request.cause())).isTrue();
    }
  }

  @Test
  void aMemberDeclaredDeadByMistakeGetsMessagesAgain() {
    try (Members two = new Members(2, Duration.ofSeconds(1))) {
      consume(two.vertx(1), "alone", "alive");
      assertThat(request(two.vertx(0), "alone")).isEqualTo("alive");
      two.manager(0).declareDead(two.nodeId(1));
      RequestRetry patient = RequestRetry.DEFAULT.withAttempts(1_000);
      Future<Message<String>> again =
          Requests.requestWithRetry(two.vertx(0), "alone", "", PATIENT, patient);
      assertThat(again.await().body()).isEqualTo("alive");
    }
  }

  @Test
  void whatTheDeadHasLeftInTheClusterIsTakenOutInTheEnd() {
    try (Members two = new Members(2, Duration.ofSeconds(1))) {
      Promise<Void> registered = Promise.promise();
      two.manager(0).addRegistration("ghost", new RegistrationInfo("nobody", 1, false), registered);
      registered.future().await();
      DeliveryOptions brief = new DeliveryOptions().setSendTimeout(100);
      assertThatThrownBy(() -> two.vertx(1).eventBus().request("ghost", "", brief).await())
          .hasMessageContaining("Timed out");

      two.manager(1).declareDead("nobody");
      Await.until(
          () -> "nobody is at that address for the other either",
          () -> two.registrations(0, "ghost").isEmpty());
    }
  }

  @Test
  void unknownMembersAndOneselfAreIgnored() {
    members.manager(1).declareDead("nobody");
    members.manager(1).declareDead(members.nodeId(1));
    assertThat(answers("work")).contains("first", "third");
  }

  @Test
  void theFailureIsKnownByItsCodeWhereTheEventBusHasCarriedIt() {
    members
        .vertx(0)
        .eventBus()
        .consumer("relay", message -> message.reply(new MemberLostException("x", "y")))
        .completion()
        .await();
    assertThatThrownBy(() -> request(sender, "relay"))
        .isExactlyInstanceOf(ReplyException.class)
        .matches(MemberLostException::is);
    assertThat(MemberLostException.is(new ReplyException(ReplyFailure.TIMEOUT))).isFalse();
    assertThat(MemberLostException.is(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 503, "")))
        .isFalse();
  }

  private static void consume(Vertx member, String address, String answer) {
    member.eventBus().consumer(address, message -> message.reply(answer)).completion().await();
  }

  /** Requests that are not replied to. */
  private static List<Message<String>> hold(Vertx member, CountDownLatch received) {
    List<Message<String>> held = new ArrayList<>();
    member
        .eventBus()
        .<String>consumer(
            "held",
            message -> {
              held.add(message);
              received.countDown();
            })
        .completion()
        .await();
    return held;
  }

  private static List<String> answers(String address) {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(request(sender, address));
    }
    return answers;
  }

  private static String request(Vertx member, String address) {
    return member.eventBus().<String>request(address, "", PATIENT).await().body();
  }
}
