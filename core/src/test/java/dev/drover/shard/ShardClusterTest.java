package dev.drover.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.cluster.ClusterName;
import dev.drover.cluster.ClusterPorts;
import dev.drover.cluster.DroverClusterManager;
import dev.drover.cluster.JoinGrant;
import dev.drover.cluster.MemberLostException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members of one cluster in this JVM, without a supervisor, as plain applications are. */
@Timeout(120)
class ShardClusterTest {
  private static final int SHARDS = 16;

  private final ClusterPorts ports = new ClusterPorts();
  private final String cluster = ClusterName.unique("shards");
  private final List<DroverClusterManager> managers = new ArrayList<>();
  private final List<Vertx> members = new ArrayList<>();

  @BeforeEach
  void join() {
    for (int number = 1; number <= 3; number++) {
      String seed = number == 1 ? null : "127.0.0.1:" + ports.portOf(1);
      DroverClusterManager manager =
          DroverClusterManager.of(new JoinGrant(cluster, ports.portOf(number), seed));
      managers.add(manager);
      members.add(
          Vertx.builder()
              .with(new VertxOptions().setEventLoopPoolSize(2))
              .withClusterManager(manager)
              .buildClustered()
              .await());
    }
  }

  @AfterEach
  void close() {
    Future.join(members.stream().map(Vertx::close).toList()).await();
  }

  @Test
  void aVertxThatIsClosedHandsOverWithoutLossWhateverItsPlace() throws Exception {
    List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
    for (Vertx member : members) {
      Shards.<Integer>consumer(
              member,
              "orders",
              SHARDS,
              message -> {
                handled.add(message.body());
                return member.timer(1);
              })
          .ready()
          .await();
    }
    Vertx sender = members.get(2);
    List<Future<Object>> sent = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean stop = new AtomicBoolean();
    Promise<Void> stopped = Promise.promise();
    sender.setPeriodic(
        1,
        timer -> {
          int number = sent.size();
          if (stop.get()) {
            sender.cancelTimer(timer);
            stopped.tryComplete();
          } else {
            sent.add(Shards.request(sender, "orders", "k" + number, number));
          }
        });
    Await.until(() -> "messages flow", () -> handled.size() > 100);
    // The oldest, which coordinates, first.
    members.get(0).close().await();
    members.get(1).close().await();
    int before = handled.size();
    Await.until(() -> "they flow on", () -> handled.size() > before + 100);
    stop.set(true);
    stopped.future().await();

    Future.all(List.copyOf(sent)).await();
    assertThat(handled).hasSameSizeAs(sent).doesNotHaveDuplicates();
    assertThat(owned(sender)).isEqualTo(SHARDS);
  }

  @Test
  void aMemberThatIsDeclaredDeadLosesItsShardsAndItsRequestsAtOnce() {
    Map<Integer, Buffer> restored = new ConcurrentHashMap<>();
    for (Vertx member : members.subList(0, 2)) {
      Shards.<Integer>consumer(member, "orders", SHARDS, message -> Promise.promise().future())
          .ready()
          .await();
    }
    Await.until(() -> "all shards are owned", () -> owned(members.get(1)) == SHARDS / 2);
    Vertx sender = members.get(2);
    List<Future<Object>> open = new ArrayList<>();
    for (int key = 0; key < 100; key++) {
      open.add(Shards.request(sender, "orders", "k" + key, key));
    }
    // Until the messages are with those that will not answer.
    Await.until(() -> "taken", () -> inFlight(members.get(0)) + inFlight(members.get(1)) == 100);
    int there = inFlight(members.get(0));
    assertThat(restored).isEmpty();

    long began = System.nanoTime();
    String dead = managers.get(0).getNodeId();
    managers.get(0).getHazelcastInstance().getLifecycleService().terminate();
    managers.get(1).declareDead(dead);
    managers.get(2).declareDead(dead);
    Await.until(
        () -> "the other has all: " + owned(members.get(1)), () -> owned(members.get(1)) == SHARDS);
    System.out.println(
        "owned again after ms: " + Duration.ofNanos(System.nanoTime() - began).toMillis());
    Await.until(() -> "those fail", () -> open.stream().filter(Future::failed).count() == there);
    assertThat(open.stream().filter(Future::failed))
        .allMatch(failed -> MemberLostException.is(failed.cause()));
  }

  @Test
  void consumersElsewhereMustAgreeOnTheNumberOfShardsToo() {
    Shards.consumer(members.get(1), "orders", 64, message -> Future.succeededFuture())
        .ready()
        .await();
    ShardConsumer other =
        Shards.consumer(members.get(2), "orders", 32, message -> Future.succeededFuture());
    assertThatThrownBy(() -> other.ready().await())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("orders cannot have 32 shards here: its other consumers say 64");
  }

  @Test
  void consumersInOneJvmAndInOthersCountAlike() {
    ShardConsumer one = noop(members.get(0));
    ShardConsumer two = noop(members.get(1));
    ShardConsumer three = noop(members.get(1));
    ShardConsumer four = noop(members.get(2));
    List<ShardConsumer> all = List.of(one, two, three, four);
    Await.until(() -> "4 each", () -> all.stream().allMatch(c -> c.shards().await().size() == 4));
    two.unregister().await();
    Await.until(
        () -> "5 or 6 each",
        () ->
            List.of(one, three, four).stream()
                .allMatch(c -> List.of(5, 6).contains(c.shards().await().size())));
  }

  private static ShardConsumer noop(Vertx member) {
    return Shards.consumer(member, "orders", SHARDS, message -> Future.succeededFuture());
  }

  private static int owned(Vertx member) {
    return (int) Shards.statistics(member).await().stream().filter(ShardStatistics::owned).count();
  }

  private static int inFlight(Vertx member) {
    return Shards.statistics(member).await().stream().mapToInt(ShardStatistics::inFlight).sum();
  }
}
