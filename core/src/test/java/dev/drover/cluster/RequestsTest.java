package dev.drover.cluster;

import static dev.drover.cluster.Requests.requestWithRetry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
  private static final DeliveryOptions OPTIONS = new DeliveryOptions();

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger handled = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aRequestWithoutAHandlerIsSentAgainUntilThereIsOne() {
    Future<Message<String>> request = requestWithRetry(vertx, "late", "hello");
    vertx.timer(100).await();
    vertx.eventBus().<String>consumer("late", message -> message.reply(message.body()));
    assertThat(request.await().body()).isEqualTo("hello");
  }

  @Test
  void aRequestToALostMemberIsSentAgain() {
    answer(3, new MemberLostException("node", "work"));
    assertThat(requestWithRetry(vertx, "work", "").await().body()).isEqualTo("done");
    assertThat(handled).hasValue(4);
  }

  @Test
  void aFailureThatTheHandlerAnswersIsTheAnswer() {
    answer(1, new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 4, "no"));
    assertFailure(requestWithRetry(vertx, "work", ""), ReplyFailure.RECIPIENT_FAILURE);
    assertThat(handled).hasValue(1);
  }

  @Test
  void afterSoManyAttemptsTheLastFailureIsTold() {
    answer(100, new MemberLostException("node", "work"));
    RequestRetry four = RequestRetry.DEFAULT.withAttempts(4);
    Future<Message<String>> request = requestWithRetry(vertx, "work", "", OPTIONS, four);
    assertThatThrownBy(request::await).matches(MemberLostException::is);
    assertThat(handled).hasValue(4);
  }

  @Test
  void theDeadlineEndsItHoweverManyAttemptsAreLeft() {
    RequestRetry brief = RequestRetry.DEFAULT.withDeadline(Duration.ofMillis(300));
    long before = System.nanoTime();
    assertFailure(requestWithRetry(vertx, "none", "", OPTIONS, brief), ReplyFailure.NO_HANDLERS);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void theDeadlineCutsTheSendTimeout() {
    vertx.eventBus().consumer("silent", message -> handled.incrementAndGet());
    RequestRetry brief = RequestRetry.DEFAULT.withDeadline(Duration.ofMillis(300));
    assertFailure(requestWithRetry(vertx, "silent", "", OPTIONS, brief), ReplyFailure.TIMEOUT);
    assertThat(handled).hasValue(1);
  }

  @Test
  void aTimeoutIsTriedAgainOnlyIfSoWished() {
    vertx
        .eventBus()
        .consumer(
            "slow",
            message -> {
              if (handled.incrementAndGet() % 2 == 0) {
                message.reply("done");
              }
            });
    DeliveryOptions quick = new DeliveryOptions().setSendTimeout(200);
    assertFailure(
        requestWithRetry(vertx, "slow", "", quick, RequestRetry.DEFAULT), ReplyFailure.TIMEOUT);
    handled.set(0);
    RequestRetry wished = RequestRetry.DEFAULT.withOnTimeout(true);
    assertThat(requestWithRetry(vertx, "slow", "", quick, wished).await().body()).isEqualTo("done");
  }

  @Test
  void headersAndOptionsAreSentWithEveryAttempt() {
    vertx
        .eventBus()
        .consumer(
            "work",
            message -> {
              if (handled.incrementAndGet() < 3) {
                message.reply(new MemberLostException("node", "work"));
              } else {
                message.reply(message.headers().get("tenant"));
              }
            });
    DeliveryOptions tenant = new DeliveryOptions().addHeader("tenant", "acme");
    Future<Message<String>> request =
        requestWithRetry(vertx, "work", "", tenant, RequestRetry.DEFAULT);
    assertThat(request.await().body()).isEqualTo("acme");
  }

  @Test
  void theReplyComesOnTheCallersContext() {
    answer(2, new MemberLostException("node", "work"));
    Context caller = vertx.getOrCreateContext();
    Future<Context> answered =
        Future.future(
            promise ->
                caller.runOnContext(
                    go ->
                        requestWithRetry(vertx, "work", "")
                            .onComplete(any -> promise.complete(Vertx.currentContext()))));
    assertThat(answered.await()).isSameAs(caller);
  }

  @Test
  void wrongSettingsAreRefused() {
    assertThatThrownBy(() -> RequestRetry.DEFAULT.withAttempts(0))
        .hasMessage("attempts must be >= 1, was 0");
    assertThatThrownBy(() -> RequestRetry.DEFAULT.withDeadline(Duration.ZERO))
        .hasMessage("deadline must be longer than 0, was PT0S");
  }

  /** Fails so many times, then answers. */
  private void answer(int failures, ReplyException failure) {
    vertx
        .eventBus()
        .consumer(
            "work",
            message -> message.reply(handled.incrementAndGet() <= failures ? failure : "done"));
  }

  private static void assertFailure(Future<?> request, ReplyFailure type) {
    assertThatThrownBy(request::await)
        .isInstanceOfSatisfying(
            ReplyException.class, failure -> assertThat(failure.failureType()).isEqualTo(type));
  }
}
