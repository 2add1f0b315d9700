package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members in one JVM, of which the second takes the third for dead. */
@Timeout(60)
class DeclareDeadTest {
  private static final Duration DEAD_FOR = Duration.ofSeconds(3);
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(30_000);

  private Members members;
  private Vertx sender;

  @BeforeEach
  void join() {
    members = new Members(3, DEAD_FOR);
    sender = members.vertx(1);
    consume(0, "work", "first");
    consume(2, "work", "third");
    Await.until(
        () -> "both are used", () -> answers("work").containsAll(List.of("first", "third")));
  }

  @AfterEach
  void close() {
    members.close();
  }

  @Test
  void nothingIsSentToTheDeadAnyMore() {
    members.manager(1).declareDead(members.nodeId(2));
    assertThat(answers("work")).containsOnly("first");
  }

  @Test
  void anAddressThatOnlyTheDeadHadHasNoHandlers() {
    consume(2, "alone", "third");
    assertThat(answers("alone")).containsOnly("third");
    members.manager(1).declareDead(members.nodeId(2));
    assertThatThrownBy(() -> request("alone"))
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
  }

  @Test
  void requestsToTheDeadFailAtOnceAndOthersDoNot() throws Exception {
    CountDownLatch received = new CountDownLatch(20);
    List<Message<String>> first = hold(0, received);
    hold(2, received);
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
    CountDownLatch received = new CountDownLatch(1);
    hold(2, received);
    Future<Message<String>> request = sender.eventBus().request("held", "", PATIENT);
    assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
    members.manager(2).getHazelcastInstance().getLifecycleService().terminate();
    Await.until(() -> "it failed", request::failed);
    assertThat(MemberLostException.is(request.cause())).isTrue();
  }

  @Test
  void aMemberDeclaredDeadByMistakeGetsMessagesAgain() {
    members.manager(1).declareDead(members.nodeId(2));
    assertThat(answers("work")).containsOnly("first");
    Await.until(() -> "the third is used again", () -> answers("work").contains("third"));
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
    assertThatThrownBy(() -> request("relay"))
        .isExactlyInstanceOf(ReplyException.class)
        .matches(MemberLostException::is);
    assertThat(MemberLostException.is(new ReplyException(ReplyFailure.TIMEOUT))).isFalse();
    assertThat(MemberLostException.is(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 503, "")))
        .isFalse();
  }

  private void consume(int number, String address, String answer) {
    members
        .vertx(number)
        .eventBus()
        .consumer(address, message -> message.reply(answer))
        .completion()
        .await();
  }

  /** Requests that are not replied to. */
  private List<Message<String>> hold(int number, CountDownLatch received) {
    List<Message<String>> held = new ArrayList<>();
    members
        .vertx(number)
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

  private List<String> answers(String address) {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(request(address));
    }
    return answers;
  }

  private String request(String address) {
    return sender.eventBus().<String>request(address, "", PATIENT).await().body();
  }
}
