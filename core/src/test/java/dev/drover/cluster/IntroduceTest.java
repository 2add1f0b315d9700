package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that knows an address is told of another one's handlers there. */
@Timeout(60)
class IntroduceTest {
  /** The cluster's own news is often fast enough: not so many times in a row. */
  private static final int ADDRESSES = 60;

  private final Members members = new Members(2, Duration.ofMinutes(1));

  @AfterEach
  void close() {
    members.close();
  }

  @Test
  void othersSendToItFromThenOn() {
    for (int i = 0; i < ADDRESSES; i++) {
      consume(0, "work" + i, "old");
      assertThat(answers("work" + i)).containsOnly("old");
    }
    for (int i = 0; i < ADDRESSES; i++) {
      consume(1, "work" + i, "new");
      members.manager(1).introduce().await();
      assertThat(answers("work" + i)).containsExactlyInAnyOrder("old", "new");
    }
  }

  @Test
  void addressesThatNobodyHasAskedForKeepNobodyWaiting() {
    consume(1, "unheard of", "new");
    members.manager(1).introduce().await();
    assertThat(answers("unheard of")).containsOnly("new");
  }

  @Test
  void oneThatHasWithdrawnIsNotIntroduced() {
    consume(0, "work", "old");
    consume(1, "work", "new");
    members.manager(1).withdraw(Duration.ofSeconds(10)).await();
    members.manager(1).introduce().await();
    assertThat(answers("work")).containsOnly("old");
  }

  private void consume(int member, String address, String answer) {
    members
        .vertx(member)
        .eventBus()
        .consumer(address, message -> message.reply(answer))
        .completion()
        .await();
  }

  /** To the first member's next two requests. */
  private List<Object> answers(String address) {
    Vertx asking = members.vertx(0);
    return IntStream.range(0, 2)
        .mapToObj(i -> asking.eventBus().request(address, "").await().body())
        .toList();
  }
}
