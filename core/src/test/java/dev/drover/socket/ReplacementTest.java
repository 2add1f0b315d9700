package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Two replicas on the sockets of one slot: the one that serves, and the one that replaces it. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ReplacementTest {
  private static final String LOCAL = "127.0.0.1";

  private final Replicas replicas = new Replicas(1);
  private final Replicas.Replica old = replicas.start(1);
  private final Replicas.Replica next = replicas.start(1);

  @AfterEach
  void close() throws IOException {
    replicas.close();
  }

  @Test
  void aHeldReplicaListensAndTakesNothingUntilItIsOpened() throws Exception {
    int port = old.listen(LOCAL, 0);
    next.say("hold");
    assertThat(next.listen(LOCAL, 0)).isEqualTo(port);
    assertThat(who(port, 60)).containsExactly(old.pid());
    next.say("open");
    awaitAnswerOf(next, port);
  }

  @Test
  void aHeldReplicaThatDiesOrLeavesTakesNothingWithIt() throws Exception {
    int port = old.listen(LOCAL, 0);
    next.say("hold");
    next.listen(LOCAL, 0);
    List<Http> clients = new ArrayList<>();
    old.stop();
    for (int i = 0; i < 30; i++) {
      clients.add(new Http(LOCAL, port));
      clients.get(i).send("/");
    }
    next.say("drain");
    assertThat(next.next()).isEqualTo("drained 0");
    next.kill();
    old.signal("CONT");
    for (Http client : clients) {
      assertThat(client.receive()).isEqualTo(old.pid());
      client.close();
    }
  }

  @Test
  void theSlotStaysLiveWhenTheOneThatIsReplacedLeaves() throws Exception {
    int port = old.listen(LOCAL, 0);
    next.listen(LOCAL, 0);
    old.say("drain");
    assertThat(old.next()).startsWith("drained");
    old.kill();
    assertThat(who(port, 40)).containsExactly(next.pid());
    // Served, and so released: nobody keeps the port for the one that left.
    next.ask("close " + port);
    assertThat(replicas.events.released.poll(10, TimeUnit.SECONDS))
        .isEqualTo(new InetSocketAddress(LOCAL, port));
  }

  @Test
  void theSlotStaysLiveWhenTheNewOneDies() throws Exception {
    int port = old.listen(LOCAL, 0);
    next.listen(LOCAL, 0);
    awaitAnswerOf(next, port);
    next.kill();
    assertThat(who(port, 40)).containsExactly(old.pid());
    old.ask("close " + port);
    assertThat(replicas.events.released.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void anAddressOfTheReplacedOneIsKeptUntilItHasLeftAndItsSuccessorIsSettled() throws Exception {
    int port = old.listen(LOCAL, 0);
    next.listen("127.0.0.2", 0);
    long pid = Long.parseLong(next.pid());
    replicas.ports.settled(1, pid);
    assertThat(who(port, 5)).containsExactly(old.pid());
    old.say("drain");
    assertThat(old.next()).startsWith("drained");
    old.kill();
    assertThat(replicas.ports.addresses()).hasSize(2);
    replicas.ports.settled(1, pid);
    assertThat(replicas.events.released.poll(10, TimeUnit.SECONDS))
        .isEqualTo(new InetSocketAddress(LOCAL, port));
    assertThatThrownBy(() -> new Http(LOCAL, port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void theNewOneIsGivenTheConnectionsThatTheOldOneHasTooManyOf() throws Exception {
    int port = old.listen(LOCAL, 0);
    List<Http> open = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      open.add(new Http(LOCAL, port));
      open.get(i).get("/");
    }
    next.listen(LOCAL, 0);
    awaitAnswerOf(next, port);
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      open.add(new Http(LOCAL, port));
      answers.add(open.get(open.size() - 1).get("/"));
    }
    assertThat(answers).containsExactly(next.pid());
    for (Http connection : open) {
      connection.close();
    }
  }

  @Test
  void addedSlotsServeOnEveryAddressAndARetiredOneIsMissedByNobody() throws Exception {
    int port = old.listen(LOCAL, 0);
    assertThat(replicas.start(2).ask("http " + LOCAL + " 0")).contains("no slot 2");
    replicas.ports.grow(2).toCompletableFuture().get(10, TimeUnit.SECONDS);
    Replicas.Replica second = replicas.start(2);
    assertThat(second.listen(LOCAL, 0)).isEqualTo(port);
    awaitAnswerOf(second, port);
    replicas.ports.retire(2, true);
    second.say("drain");
    assertThat(second.next()).isEqualTo("drained 0");
    second.kill();
    assertThat(who(port, 40)).containsExactly(old.pid());
    old.ask("close " + port);
    assertThat(replicas.events.released.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  private static Set<String> who(int port, int requests) throws IOException {
    Set<String> pids = new HashSet<>();
    for (int i = 0; i < requests; i++) {
      pids.add(Http.getOnce(LOCAL, port, "/"));
    }
    return pids;
  }

  private static void awaitAnswerOf(Replicas.Replica replica, int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Http.getOnce(LOCAL, port, "/").equals(replica.pid())) {
      assertThat(System.nanoTime()).as("pid %s never answers", replica.pid()).isLessThan(deadline);
    }
  }
}
