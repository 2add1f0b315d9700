package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom a member asks whether they have taken note of it, and how long it waits for them. */
@Timeout(60)
class OtherMembersTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Vertx vertx = Vertx.vertx();
  private final FakeCluster cluster = new FakeCluster();
  private final DeadMembers dead = new DeadMembers();
  private final Farewell farewell = new Farewell();
  private final OtherMembers others = new OtherMembers(cluster, dead, farewell);

  /** What others were told, as {@code member word}. */
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void listen() {
    // Nobody tells this member anything of registrations.
    farewell.listen(vertx, "self", null);
    others.init(vertx);
    cluster.has("self", true);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void eachThatTalksIsToldAllAndNotOneself() {
    join("a", true);
    join("b", true);
    others.introduced(List.of()).await();
    others.withdrawn(LONG).await();
    others.bye().await();
    assertThat(told)
        .containsExactlyInAnyOrder(
            "a introduced", "b introduced", "a withdrawn", "b withdrawn", "a bye", "b bye");
  }

  @Test
  void theDeadAndThoseThatHaveSaidByeAreNotAsked() {
    join("a", true);
    join("dead", true);
    join("gone", true);
    dead.declare("dead");
    JsonObject bye = new JsonObject().put("word", "bye").put("from", "gone");
    vertx.eventBus().request(MemberAddress.of("self"), bye).await();
    others.withdrawn(LONG).await();
    assertThat(told).containsExactly("a withdrawn");
  }

  @Test
  void oneThatDoesNotAnswerIsWaitedForUntilTheLimit() {
    join("a", true);
    join("silent", false);
    assertThat(took(() -> others.withdrawn(Duration.ofMillis(50)).await()))
        .isBetween(Duration.ofMillis(49), Duration.ofMillis(2_900));
    assertThat(told).containsExactlyInAnyOrder("a withdrawn", "silent withdrawn");
  }

  @Test
  void oneThatCannotBeAskedGetsTheTimeItUsuallyTakes() {
    join("a", true);
    cluster.has("not of Drover's", false);
    assertThat(took(() -> others.withdrawn(LONG).await())).isGreaterThan(Duration.ofMillis(158));
    assertThat(took(() -> others.introduced(List.of()).await()))
        .isGreaterThan(Duration.ofMillis(158));
    assertThat(told).containsExactly("a withdrawn", "a introduced");
  }

  private static Duration took(Runnable work) {
    long before = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /** One whose event bus has started. */
  private void join(String nodeId, boolean answers) {
    cluster.has(nodeId, true);
    vertx
        .eventBus()
        .<JsonObject>consumer(
            MemberAddress.of(nodeId),
            message -> {
              told.add(nodeId + " " + message.body().getString("word"));
              if (answers) {
                message.reply(null);
              }
            });
  }

  private static final class FakeCluster implements ClusterMembers {
    private final List<String> all = new ArrayList<>();
    private final List<String> talking = new ArrayList<>();

    void has(String nodeId, boolean talks) {
      all.add(nodeId);
      if (talks) {
        talking.add(nodeId);
      }
    }

    @Override
    public String nodeId() {
      return "self";
    }

    @Override
    public List<String> all() {
      return all;
    }

    @Override
    public List<String> ours() {
      return talking;
    }

    @Override
    public List<String> talking() {
      return talking;
    }

    @Override
    public boolean isTalking(String nodeId) {
      return talking.contains(nodeId);
    }

    @Override
    public void remove(String address, RegistrationInfo registration) {
      throw new UnsupportedOperationException();
    }
  }
}
