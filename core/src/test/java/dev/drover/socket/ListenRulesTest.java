package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an application may expect of listen() and close() in a replica. */
class ListenRulesTest extends TwoReplicas {

  @Test
  void aServerThatNamesNoPortGetsOneThatAllReplicasShare() throws Exception {
    int port =
        first
            .server(new HttpServerOptions().setHost(LOCAL).setPort(0))
            .listen()
            .await()
            .actualPort();
    HttpServer other = second.server(new HttpServerOptions().setHost(LOCAL).setPort(0));
    assertThat(port).isPositive();
    assertThat(other.listen().await().actualPort()).isEqualTo(port);
    assertThat(replicas.ports.addresses()).containsExactly(new InetSocketAddress(LOCAL, port));
    assertThat(Http.getOnce(LOCAL, port, "/")).isIn("1", "2");
  }

  @Test
  void askingForReusePortSharesThePortThroughTheSupervisorAllTheSame() throws Exception {
    HttpServerOptions reusing = new HttpServerOptions().setReusePort(true);
    int port = first.server(reusing).listen(0, LOCAL).await().actualPort();
    assertThat(second.server(reusing).listen(0, LOCAL).await().actualPort()).isEqualTo(port);
    assertThat(replicas.ports.addresses()).containsExactly(new InetSocketAddress(LOCAL, port));
  }

  @Test
  void aTakenPortCanBeListenedOnAsSoonAsItIsFree() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOCAL))) {
      port = taken.getLocalPort();
      assertThatThrownBy(() -> first.listen(LOCAL, taken.getLocalPort()))
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith("Address already in use: " + LOCAL + ":" + port);
    }
    assertThat(first.listen(LOCAL, port).actualPort()).isEqualTo(port);
    assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(first.name());
  }

  @Test
  void aHandlerThatThrowsWhenListenFailsIsReportedAndHarmsNoOtherServer() throws Exception {
    CompletableFuture<Throwable> reported = new CompletableFuture<>();
    first.vertx.exceptionHandler(reported::complete);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOCAL))) {
      first
          .server()
          .listen(taken.getLocalPort(), LOCAL)
          .onFailure(
              failure -> {
                throw new IllegalStateException("thrown by the handler");
              });
      assertThat(reported.get(10, TimeUnit.SECONDS)).hasMessage("thrown by the handler");
    }
    int port = first.listen(LOCAL, 0).actualPort();
    assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(first.name());
  }

  @Test
  void theBacklogIsThatOfTheSocketThatListens() throws Exception {
    try (Replicas one = new Replicas(1)) {
      LinkedReplica replica = one.link(1);
      HttpServerOptions options = new HttpServerOptions().setAcceptBacklog(4);
      int port = replica.server(options).listen(0, LOCAL).await().actualPort();
      // From here on nobody accepts, and the supervisor keeps the socket for the next replica.
      assertThat(replica.drain().join()).isZero();
      // The kernel lets in one more than it is told.
      assertThat(connected(port, 20, 5)).isEqualTo(5);
    }
  }

  /**
   * How many of the tries get in, one after the other until as many as expected wait to be
   * accepted: of those that are on their way at once the kernel may let in more.
   */
  private static long connected(int port, int tries, int expected) throws Exception {
    List<SocketChannel> channels = new ArrayList<>();
    try {
      for (int i = 1; i <= tries; i++) {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(LOCAL, port));
        int waiting = Math.min(i, expected);
        TcpTable.await(
            waiting + " wait", () -> TcpTable.waiting(port).mapToInt(n -> n).sum() >= waiting);
      }
      long connected = 0;
      for (SocketChannel channel : channels) {
        connected += channel.finishConnect() ? 1 : 0;
      }
      return connected;
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  @Test
  void theIpv6WildcardServesIpv4Too() throws Exception {
    int port = first.listen("::", 0).actualPort();
    assertThat(second.listen("::", 0).actualPort()).isEqualTo(port);
    assertThat(Http.getOnce("::1", port, "/")).isIn("1", "2");
    assertThat(Http.getOnce(LOCAL, port, "/")).isIn("1", "2");
  }

  @Test
  void anIpv6AddressLeavesItsPortFreeForIpv4() throws Exception {
    int port = first.listen("::1", 0).actualPort();
    second.listen("::1", 0);
    assertThatThrownBy(() -> new Http(LOCAL, port)).isInstanceOf(ConnectException.class);
    try (ServerSocket four = new ServerSocket(port, 1, InetAddress.getByName(LOCAL))) {
      assertThat(four.getLocalPort()).isEqualTo(port);
      assertThat(Http.getOnce("::1", port, "/")).isIn("1", "2");
    }
  }

  @Test
  void aServerThatIsClosedWhileItStillAsksLeavesThePortFree() throws Exception {
    int port = freePort();
    for (int round = 0; round < 20; round++) {
      HttpServer server = first.server();
      server.listen(port, LOCAL);
      server.close().await();
      InetSocketAddress released = replicas.events.released.poll(10, TimeUnit.SECONDS);
      assertThat(released).isEqualTo(new InetSocketAddress(LOCAL, port));
      new ServerSocket(port, 1, InetAddress.getByName(LOCAL)).close();
    }
    assertThat(replicas.ports.addresses()).isEmpty();
  }

  @Test
  void aServerMayBeClosedInTheHandlerOfItsListen() throws Exception {
    int port = freePort();
    HttpServer server = first.server();
    server.listen(port, LOCAL).compose(HttpServer::close).await();
    assertThat(replicas.events.released.poll(10, TimeUnit.SECONDS)).isNotNull();
    new ServerSocket(port, 1, InetAddress.getByName(LOCAL)).close();
  }

  @Test
  void aPortThatOneReplicaHasClosedIsUsableInAnotherAndMayBeClosedTwice() throws Exception {
    HttpServer before = first.listen(LOCAL, 0);
    int port = before.actualPort();
    before.close().await();
    HttpServer after = second.listen(LOCAL, port);
    for (int i = 0; i < 10; i++) {
      assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(second.name());
    }
    after.close().await();
    after.close().await();
    before.close().await();
    // The supervisor's own copy goes a moment later.
    for (int closed = 0; closed < 2; closed++) {
      assertThat(replicas.events.released.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
    assertThatThrownBy(() -> new Http(LOCAL, port)).isInstanceOf(ConnectException.class);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(LOCAL))) {
      return free.getLocalPort();
    }
  }
}
