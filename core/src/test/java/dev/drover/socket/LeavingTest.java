package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Replicas that leave a port, and who gets a connection meanwhile. */
class LeavingTest extends TwoReplicas {

  @Test
  void twoServersOfEveryReplicaServeAndAllOfThemStop() throws Exception {
    List<Integer> ports = new ArrayList<>();
    for (LinkedReplica replica : List.of(first, second)) {
      ports.add(replica.listen(LOCAL, 0).actualPort());
      ports.add(replica.listen(LOCAL, 0).actualPort());
    }
    assertThat(ports.subList(2, 4)).isEqualTo(ports.subList(0, 2)).doesNotHaveDuplicates();
    for (int port : ports) {
      assertThat(Http.getOnce(LOCAL, port, "/")).isIn("1", "2");
    }
    drainBothAtOnce();
    for (int port : ports) {
      assertThatThrownBy(() -> new Http(LOCAL, port)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void twoReplicasThatLeaveOnePortTogetherBothFinishTheirConnections() throws Exception {
    int port = first.listen(LOCAL, 0).actualPort();
    second.listen(LOCAL, 0);
    List<Http> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Http connection = new Http(LOCAL, port);
      open.add(connection);
      connection.get("/");
    }
    drainBothAtOnce();
    for (Http connection : open) {
      assertThat(connection.isClosedByPeer()).isTrue();
      connection.close();
    }
    new ServerSocket(port, 1, InetAddress.getByName(LOCAL)).close();
  }

  private void drainBothAtOnce() throws InterruptedException {
    replicas.ports.stopListening();
    CompletableFuture<Integer> one = first.drain();
    CompletableFuture<Integer> other = second.drain();
    assertThat(one.join() + other.join()).isZero();
    // With nothing to finish the replicas may be done before the ports' loop has had its turn.
    replicas.ports.loop().submit(() -> {}).sync();
  }

  @Test
  void aReplicaThatListensNowhereDrainsAtOnce() {
    assertThat(first.drain().join()).isZero();
  }

  @Test
  void aReplicaThatCouldNotListenDrainsAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOCAL))) {
      assertThat(first.server().listen(taken.getLocalPort(), LOCAL).otherwiseEmpty().await())
          .isNull();
    }
    assertThat(first.drain().join()).isZero();
  }

  @Test
  void replicasThatLeaveWithOpenConnectionsLeaveNoDescriptorBehind() throws Exception {
    leaveWithAnOpenConnection();
    long before = sockets();
    for (int round = 0; round < 5; round++) {
      leaveWithAnOpenConnection();
    }
    await(() -> sockets() <= before);
    assertThat(sockets()).isLessThanOrEqualTo(before);
  }

  @Test
  void serversThatCloseAsSoonAsTheyListenLeaveNoDescriptorBehind() throws Exception {
    leaveWithAnOpenConnection();
    long before = sockets();
    for (int round = 0; round < 100; round++) {
      first.listen(LOCAL, 0).close().await();
    }
    await(() -> sockets() <= before);
  }

  private void leaveWithAnOpenConnection() throws Exception {
    HttpServer server = first.listen(LOCAL, 0);
    HttpServer other = second.listen(LOCAL, 0);
    try (Http connection = new Http(LOCAL, server.actualPort())) {
      connection.get("/");
      Future.join(server.close(), other.close()).await();
      assertThat(replicas.events.released.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  private static long sockets() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(LeavingTest::isSocket).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void whatIsOnItsWayToAServerThatClosesIsServedByAnotherReplica() throws Exception {
    int port = first.listen(LOCAL, 0).actualPort();
    List<Http> clients = Http.send(60, LOCAL, port);
    for (Http client : clients) {
      assertThat(client.receive()).isEqualTo(first.name());
      client.send("/");
    }
    HttpServer closing = second.listen(LOCAL, 0);
    CountDownLatch go = new CountDownLatch(1);
    EventLoop acceptor = block(second, go);
    assertThat(pendingTasks(acceptor)).isZero();
    try {
      // Those the kernel gives to the first replica it passes on, for the second one has fewer.
      clients.addAll(Http.send(30, LOCAL, port));
      await(() -> replicas.ports.shares().get(0, 1) > 3);
      closing.close();
      // Before that it would accept for a server whose instances Vert.x has removed already.
      await(() -> pendingTasks(acceptor) > 0);
    } finally {
      go.countDown();
    }
    for (Http client : clients) {
      assertThat(client.receive()).isEqualTo(first.name());
      client.close();
    }
  }

  private static int pendingTasks(EventLoop loop) {
    return ((SingleThreadEventExecutor) loop).pendingTasks();
  }

  /** Stops the loop that accepts, until it may go on. */
  private static EventLoop block(LinkedReplica replica, CountDownLatch go) throws Exception {
    EventLoop acceptor = accepting(replica);
    block(acceptor, go);
    return acceptor;
  }

  private static void block(EventLoop loop, CountDownLatch go) throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    loop.execute(
        () -> {
          blocked.countDown();
          try {
            go.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aReplicaWithMoreThanItsShareHandsNewConnectionsToTheOther() throws Exception {
    int port = first.listen(LOCAL, 0).actualPort();
    List<Http> open = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      open.add(new Http(LOCAL, port));
      assertThat(open.get(i).get("/")).isEqualTo(first.name());
    }
    second.listen(LOCAL, 0);
    await(() -> replicas.ports.shares().get(0, 1) == 0);
    for (int i = 0; i < 20; i++) {
      Http connection = new Http(LOCAL, port);
      open.add(connection);
      assertThat(connection.get("/")).isEqualTo(second.name());
    }
    for (Http connection : open) {
      connection.close();
    }
  }

  @Test
  void whatIsPassedOnWhileAllReplicasLeaveIsServed() throws Exception {
    int port = first.listen(LOCAL, 0).actualPort();
    List<Http> open = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      open.add(new Http(LOCAL, port));
      open.get(i).get("/");
    }
    second.listen(LOCAL, 0);
    await(() -> replicas.ports.shares().get(0, 1) == 0);
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<Integer>> drains = new ArrayList<>();
    List<Http> late = new ArrayList<>();
    block(replicas.ports.loop(), go);
    try {
      for (int i = 0; i < 20; i++) {
        late.add(new Http(LOCAL, port));
        late.get(i).send("/");
      }
      // Both have accepted theirs, and the first has passed on what it had.
      accepting(first).submit(() -> {}).sync();
      accepting(second).submit(() -> {}).sync();
      replicas.ports.stopListening();
      drains.add(second.drain());
      drains.add(first.drain());
      accepting(first).submit(() -> {}).sync();
      accepting(second).submit(() -> {}).sync();
    } finally {
      go.countDown();
    }
    for (Http client : late) {
      assertThat(client.receive()).isIn(first.name(), second.name());
      client.close();
    }
    for (Http client : open) {
      client.close();
    }
    assertThat(drains).allMatch(drained -> drained.join() == 0);
  }

  private static EventLoop accepting(LinkedReplica replica) {
    return ((VertxInternal) replica.vertx).acceptorEventLoopGroup().next();
  }

  @Test
  void aConnectionThatTheApplicationRefusesIsClosedAndGivenToNobodyElse() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    int port = refuse(first, accepted);
    assertThat(refuse(second, accepted)).isEqualTo(port);
    for (int i = 0; i < 20; i++) {
      try (Socket client = new Socket(LOCAL, port)) {
        client.setSoTimeout(10_000);
        assertThat(client.getInputStream().read()).isNegative();
      }
    }
    assertThat(accepted).hasValue(20);
  }

  private static int refuse(LinkedReplica replica, AtomicInteger accepted) {
    NetServer server = replica.vertx.createNetServer();
    server.connectHandler(
        socket -> {
          accepted.incrementAndGet();
          socket.close();
        });
    return server.listen(0, LOCAL).await().actualPort();
  }

  private static void await(BooleanSupplier wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!wanted.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(wanted.getAsBoolean()).isTrue();
  }
}
