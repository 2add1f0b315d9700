package dev.drover.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.cluster.RequestRetry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers of one Vert.x that is not clustered. */
@Timeout(60)
class ShardsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void messagesOfOneKeyAreHandledOneAfterTheOtherInOrder() {
    List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
    List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
    consumer(
        64,
        message -> {
          assertThat(ended).hasSameSizeAs(begun);
          begun.add(message.body());
          return vertx
              .timer(1 + ThreadLocalRandom.current().nextInt(3))
              .map(later -> ended.add(message.body()));
        });
    List<Future<Object>> all =
        IntStream.range(0, 100).mapToObj(i -> Shards.request(vertx, "orders", "k", i)).toList();

    Future.all(all).await();
    assertThat(begun).isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void theHandlerGetsWhatWasSentAndItsResultIsTheAnswer() {
    consumer(
        8,
        message ->
            Future.succeededFuture(
                new JsonObject().put("key", message.key()).put("h", message.headers().get("H"))));
    ShardSendOptions options =
        ShardSendOptions.DEFAULT.withDelivery(new DeliveryOptions().addHeader("h", "v"));
    JsonObject answer = Shards.<JsonObject>request(vertx, "orders", "k1", 1, options).await();

    assertThat(answer).isEqualTo(new JsonObject().put("key", "k1").put("h", "v"));
  }

  @Test
  void instancesOfAVerticleShareTheShardsEvenlyAndOneThatGoesHandsItsStateOver() {
    Map<Integer, Integer> last = new ConcurrentHashMap<>();
    Supplier<Deployable> counting = () -> new Counting(last);
    DeploymentOptions three = new DeploymentOptions().setInstances(3);
    String first = vertx.deployVerticle(counting, three).await();
    vertx.deployVerticle(counting, three).await();
    Await.until(() -> "6 x 10 or 11", () -> owned().size() == 64);
    for (int round = 1; round <= 3; round++) {
      for (int key = 0; key < 200; key++) {
        Shards.request(vertx, "orders", "k" + key, 1).await();
      }
      if (round == 1) {
        vertx.undeploy(first).await();
      }
    }
    assertThat(last.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(600);
    List<ShardStatistics> statistics = Shards.statistics(vertx).await();
    assertThat(statistics).hasSize(64).allMatch(ShardStatistics::owned);
    assertThat(statistics.stream().mapToLong(ShardStatistics::handled).sum()).isEqualTo(600);
    assertThat(statistics)
        .allMatch(one -> one.inFlight() == 0 && one.moves() > 0 && one.lastMove() != null);
  }

  /** Counts the messages of each shard, and takes the counts along. */
  private static final class Counting extends VerticleBase implements ShardState {
    private final Map<Integer, Integer> last;
    private final Map<Integer, Integer> counts = new HashMap<>();

    Counting(Map<Integer, Integer> last) {
      this.last = last;
    }

    @Override
    public Future<?> start() {
      ShardConsumer consumer =
          Shards.<Integer>consumer(
              vertx,
              "orders",
              ShardConsumerOptions.of(64).withState(this),
              message -> {
                int count = counts.merge(message.shard(), 1, Integer::sum);
                last.put(message.shard(), count);
                return Future.succeededFuture(count);
              });
      return consumer.ready();
    }

    @Override
    public Future<Void> restore(int shard, Buffer state) {
      counts.put(shard, state == null ? 0 : state.getInt(0));
      return Future.succeededFuture();
    }

    @Override
    public Future<Buffer> release(int shard) {
      return Future.succeededFuture(Buffer.buffer().appendInt(counts.remove(shard)));
    }
  }

  private List<ShardStatistics> owned() {
    return Shards.statistics(vertx).await().stream().filter(ShardStatistics::owned).toList();
  }

  @Test
  void consumersThatComeTogetherGetTheSameShare() {
    List<ShardConsumer> consumers =
        IntStream.range(0, 5)
            .mapToObj(i -> consumer(64, message -> Future.succeededFuture()))
            .toList();
    Await.until(
        () -> "12 or 13 each",
        () -> consumers.stream().allMatch(one -> one.shards().await().size() / 12 == 1));
    consumers.get(0).unregister().await();
    assertThat(consumers.get(0).shards().await()).isEmpty();
    Await.until(
        () -> "16 each",
        () -> consumers.stream().skip(1).allMatch(one -> one.shards().await().size() == 16));
  }

  @Test
  void aFailureOfTheHandlerIsTheRequestersAndTheShardGoesOn() {
    consumer(
        8,
        message ->
            switch (message.body()) {
              case 1 ->
                  Future.failedFuture(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 7, "no"));
              case 2 -> throw new IllegalStateException("broken");
              case 3 -> null;
              case 4 -> Future.succeededFuture(new Object());
              default -> Future.succeededFuture("fine");
            });
    assertFails(1, 7, "no");
    assertFails(2, -1, "broken");
    assertFails(3, -1, "instead of a future");
    assertFails(4, -1, "No message codec");
    assertThat(Shards.<String>request(vertx, "orders", "k", 5).await()).isEqualTo("fine");
  }

  private void assertFails(int body, int code, String message) {
    assertThatThrownBy(() -> Shards.request(vertx, "orders", "k", body).await())
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> {
              assertThat(failure.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
              assertThat(failure.failureCode()).isEqualTo(code);
              assertThat(failure).hasMessageContaining(message);
            });
  }

  @Test
  void withoutAConsumerARequestFailsAtOnceAndRetriesWaitForOne() {
    assertThatThrownBy(() -> Shards.request(vertx, "orders", "k", 1).await())
        .isInstanceOfSatisfying(
            ReplyException.class,
            failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS))
        .hasMessage("no consumer has shards of orders");
    Future<Object> retried =
        Shards.request(
            vertx, "orders", "k", 1, ShardSendOptions.DEFAULT.withRetry(RequestRetry.DEFAULT));
    consumer(8, message -> Future.succeededFuture("at last"));
    assertThat(retried.await()).isEqualTo("at last");
  }

  @Test
  void aMessageWithoutACodecFails() {
    consumer(8, message -> Future.succeededFuture());
    assertThatThrownBy(() -> Shards.send(vertx, "orders", "k", new Object()).await())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("No message codec");
  }

  @Test
  void consumersOfOneNameMustAgreeOnTheNumberOfShards() {
    consumer(64, message -> Future.succeededFuture()).ready().await();
    assertThatThrownBy(() -> consumer(32, message -> Future.succeededFuture()).ready().await())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("orders cannot have 32 shards here: its other consumers say 64");
  }

  @Test
  void aSlowConsumerMakesSendersWaitAndThenTimeOut() {
    Promise<Void> gate = Promise.promise();
    List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
    Shards.<Integer>consumer(
        vertx,
        "orders",
        ShardConsumerOptions.of(1).withMaxWaiting(3),
        message -> gate.future().onSuccess(open -> handled.add(message.body())));
    Await.until(() -> "it owns the shard", () -> owned().size() == 1);
    ShardSendOptions brief =
        ShardSendOptions.DEFAULT.withDelivery(new DeliveryOptions().setSendTimeout(300));
    List<Future<Void>> sent =
        IntStream.range(0, 10)
            .mapToObj(
                i -> Shards.send(vertx, "orders", "k", i, i < 5 ? ShardSendOptions.DEFAULT : brief))
            .toList();
    Await.until(() -> "five timed out", () -> sent.stream().filter(Future::failed).count() == 5);
    Await.until(() -> "three taken", () -> sent.stream().filter(Future::succeeded).count() == 3);
    assertThat(sent.get(9).cause())
        .hasMessage("Timed out after waiting 300(ms) for an owner. shards: orders");
    gate.complete();
    sent.get(4).await();
    Await.until(() -> "handled " + handled, () -> handled.size() >= 5);
    assertThat(handled).startsWith(0, 1, 2, 3, 4).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anEndlessHandlerKeepsItsShardAndItsConsumerGoesAfterItsTime() {
    ShardConsumer stuck =
        Shards.<Integer>consumer(
            vertx,
            "orders",
            ShardConsumerOptions.of(4).withLeaveTimeout(Duration.ofMillis(400)),
            message -> Promise.promise().future());
    Shards.send(vertx, "orders", "k", 1).await();
    int shard = ShardOf.key("k", 4);
    ShardConsumer other = consumer(4, message -> Future.succeededFuture("other"));
    Await.until(() -> "two each", () -> other.shards().await().size() >= 1);
    assertThat(other.shards().await()).doesNotContain(shard);

    stuck.unregister().await();
    assertThat(Shards.<String>request(vertx, "orders", "k", 2).await()).isEqualTo("other");
  }

  private ShardConsumer consumer(int shards, ShardHandler<Integer> handler) {
    return Shards.consumer(vertx, "orders", shards, handler);
  }
}
