package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class SharedPortsTest {
  private static final String LOCAL = "127.0.0.1";

  @Test
  void twoHundredConnectionsSpreadEvenlyOverTwoReplicas() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      int port = replicas.start(1).listen(LOCAL, 0);
      assertThat(replicas.start(2).listen(LOCAL, 0)).isEqualTo(port);
      Map<String, Integer> share = new HashMap<>();
      List<Http> open = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Http connection = new Http(LOCAL, port);
        open.add(connection);
        share.merge(connection.get("/"), 1, Integer::sum);
      }
      for (Http connection : open) {
        connection.close();
      }
      int most = share.values().stream().mapToInt(n -> n).max().orElseThrow();
      int least = share.values().stream().mapToInt(n -> n).min().orElseThrow();
      assertThat(share).hasSize(2);
      assertThat((double) most / least).as("shares %s", share).isLessThanOrEqualTo(1.25);
    }
  }

  @Test
  void connectionsThatWaitForAReplicaCountAsItsOwn() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica late = replicas.start(1);
      int port = late.listen(LOCAL, 0);
      Replicas.Replica early = replicas.start(2);
      early.listen(LOCAL, 0);
      late.stop();
      early.stop();
      List<Http> open = Http.send(100, LOCAL, port);
      TcpTable.await("all wait", () -> TcpTable.waiting(port).mapToInt(n -> n).sum() == 100);

      early.signal("CONT");

      TcpTable.await(
          "the early one takes its own",
          () -> TcpTable.waiting(port).filter(n -> n == 0).count() == 1);
      int others = TcpTable.waiting(port).mapToInt(n -> n).sum();
      int fair = Math.min(100 - others, 50) - 4;
      TcpTable.await(
          "it serves " + fair, () -> open.stream().filter(Http::isAnswered).count() >= fair);
      late.signal("CONT");
      Map<String, Integer> share = new HashMap<>();
      for (Http connection : open) {
        share.merge(connection.receive(), 1, Integer::sum);
        connection.close();
      }
      assertThat(share).hasSize(2);
      assertThat(Collections.max(share.values()) * 4)
          .as("shares %s", share)
          .isLessThanOrEqualTo(Collections.min(share.values()) * 5);
    }
  }

  @Test
  void noConnectionIsRefusedWhileOneReplicaLives() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      int port = first.listen(LOCAL, 0);
      Replicas.Replica second = replicas.start(2);
      second.listen(LOCAL, 0);
      first.kill();
      for (int i = 0; i < 100; i++) {
        assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(second.pid());
      }
    }
  }

  @Test
  void whatQueuedAtAStoppedReplicaIsServedByTheOtherOnceItIsKilled() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      int port = first.listen(LOCAL, 0);
      Replicas.Replica second = replicas.start(2);
      second.listen(LOCAL, 0);
      first.stop();
      List<Http> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Http connection = new Http(LOCAL, port);
        connection.send("/");
        waiting.add(connection);
      }
      first.kill();
      for (Http connection : waiting) {
        assertThat(connection.receive()).isEqualTo(second.pid());
        connection.close();
      }
    }
  }

  @Test
  void connectionsWaitWhileNoReplicaLivesAndTheNextOneServesThem() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      int port = first.listen(LOCAL, 0);
      first.kill();
      Http connection = new Http(LOCAL, port);
      connection.send("/");
      Replicas.Replica next = replicas.start(2);
      assertThat(next.listen(LOCAL, 0)).isEqualTo(port);
      assertThat(connection.receive()).isEqualTo(next.pid());
      connection.close();
    }
  }

  @Test
  void aDrainedReplicaFinishesWhatIsInFlightAndSaysClose() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      Replicas.Replica second = replicas.start(2);
      int port = first.listen(LOCAL, 0);
      Http busy = new Http(LOCAL, port);
      Http idle = new Http(LOCAL, port);
      assertThat(idle.get("/")).isEqualTo(first.pid());
      second.listen(LOCAL, 0);
      busy.send("/?ms=1000");
      first.say("drain");
      assertThat(busy.receive()).isEqualTo(first.pid());
      assertThat(busy.closing).isTrue();
      assertThat(idle.isClosedByPeer()).isTrue();
      assertThat(first.next()).isEqualTo("drained 0");
      assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(second.pid());
      busy.close();
      idle.close();
    }
  }

  @Test
  void listenOnPortZeroAgreesBetweenReplicasAndDiffersWithinOne() {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      Replicas.Replica second = replicas.start(2);
      List<Integer> ofFirst = List.of(first.listen(LOCAL, 0), first.listen(LOCAL, 0));
      List<Integer> ofSecond = List.of(second.listen(LOCAL, 0), second.listen(LOCAL, 0));
      assertThat(ofSecond).isEqualTo(ofFirst);
      assertThat(new HashSet<>(ofFirst)).hasSize(2);
    } catch (Exception cause) {
      throw new AssertionError(cause);
    }
  }

  @Test
  void aPortTheApplicationClosesEverywhereIsFreeAgain() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      Replicas.Replica second = replicas.start(2);
      int port = first.listen(LOCAL, 0);
      second.listen(LOCAL, 0);
      first.ask("close " + port);
      assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(second.pid());
      second.ask("close " + port);
      awaitFree(port);
      assertThat(first.listen(LOCAL, port)).isEqualTo(port);
      assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(first.pid());
    }
  }

  @Test
  void aPortThatASettledReplicaDoesNotListenOnIsGivenUp() throws Exception {
    try (Replicas replicas = new Replicas(1)) {
      Replicas.Replica first = replicas.start(1);
      int port = first.listen(LOCAL, 0);
      first.kill();
      Replicas.Replica next = replicas.start(1);
      next.listen("127.0.0.2", 0);
      replicas.ports.settled(1, Long.parseLong(next.pid()));
      awaitFree(port);
    }
  }

  @Test
  void connectionsAreRefusedOnceNobodyListensAnyMore() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      int port = first.listen(LOCAL, 0);
      Http busy = new Http(LOCAL, port);
      busy.send("/?ms=2000");
      TcpTable.awaitConnections(1, port);
      replicas.ports.stopListening();
      first.say("drain");
      awaitFree(port);
      assertThat(busy.receive()).isEqualTo(first.pid());
      assertThat(first.next()).isEqualTo("drained 0");
      busy.close();
    }
  }

  @Test
  void aTakenPortIsABindExceptionThatNamesTheAddressAndItsHolder() throws Exception {
    try (Replicas replicas = new Replicas(2);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOCAL))) {
      String address = LOCAL + ":" + taken.getLocalPort();
      String expected =
          "Address already in use: %s, held by pid %d (java)"
              .formatted(address, ProcessHandle.current().pid());
      assertThat(replicas.start(1).ask("http " + address.replace(':', ' ')))
          .isEqualTo("http failed java.net.BindException: " + expected);
      assertThat(replicas.events.failures.poll(10, TimeUnit.SECONDS)).isEqualTo("1: " + expected);
    }
  }

  @Test
  void aPortOfAnotherSupervisorOfTheSameUserIsTaken() throws Exception {
    try (Replicas one = new Replicas(2);
        Replicas other = new Replicas(2)) {
      int port = one.start(1).listen("0.0.0.0", 0);
      assertThat(other.start(1).ask("http 0.0.0.0 " + port))
          .startsWith("http failed java.net.BindException: Address already in use: 0.0.0.0:");
    }
  }

  @Test
  void anAddressNoInterfaceHasIsABindException() throws Exception {
    try (Replicas replicas = new Replicas(1)) {
      assertThat(replicas.start(1).ask("http 192.0.2.1 0"))
          .startsWith("http failed java.net.BindException: Cannot assign requested address");
    }
  }

  @Test
  void severalPortsAndHostsAreSharedAtOnce() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica first = replicas.start(1);
      Replicas.Replica second = replicas.start(2);
      int any = first.listen("0.0.0.0", 0);
      int six = first.listen("::1", 0);
      int four = first.listen(LOCAL, 0);
      assertThat(second.listen("0.0.0.0", 0)).isEqualTo(any);
      assertThat(second.listen("::1", 0)).isEqualTo(six);
      assertThat(second.listen(LOCAL, 0)).isEqualTo(four);
      assertThat(pids("::1", six)).containsExactlyInAnyOrder(first.pid(), second.pid());
      assertThat(pids(LOCAL, four)).containsExactlyInAnyOrder(first.pid(), second.pid());
      assertThat(pids(LOCAL, any)).containsExactlyInAnyOrder(first.pid(), second.pid());
    }
  }

  /** Who answers 40 connections that are open at the same time. */
  private static Set<String> pids(String host, int port) throws IOException {
    Set<String> pids = new HashSet<>();
    List<Http> open = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Http connection = new Http(host, port);
      open.add(connection);
      pids.add(connection.get("/"));
    }
    for (Http connection : open) {
      connection.close();
    }
    return pids;
  }

  /** The release travels over two unix sockets: so wait for it, with a deadline. */
  private static void awaitFree(int port) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      try {
        Http.getOnce(LOCAL, port, "/");
      } catch (ConnectException free) {
        return;
      } catch (IOException stillQueued) {
        Thread.onSpinWait();
      }
    }
    assertThatThrownBy(() -> Http.getOnce(LOCAL, port, "/")).isInstanceOf(ConnectException.class);
  }
}
