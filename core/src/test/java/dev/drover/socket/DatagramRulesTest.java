package dev.drover.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** UDP in replicas: each has its own sockets; the kernel shares a port between those that agree. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class DatagramRulesTest {
  private static final String LOCAL = "127.0.0.1";
  private static final int REPLICAS = 4;
  private static final int PACKETS_EACH = 10;

  private final Replicas replicas = new Replicas(REPLICAS);
  private final List<LinkedReplica> linked = new ArrayList<>();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  DatagramRulesTest() {
    for (int slot = 1; slot <= REPLICAS; slot++) {
      linked.add(replicas.link(slot));
    }
  }

  @AfterEach
  void close() throws IOException {
    replicas.close();
  }

  @Test
  void replicasThatReuseAPortReceiveEveryPacketOnceWithoutTheSupervisor() throws Exception {
    DatagramSocketOptions reusing = new DatagramSocketOptions().setReusePort(true);
    int port = receive(linked.get(0), reusing, 0).await();
    for (LinkedReplica other : linked.subList(1, REPLICAS)) {
      assertThat(receive(other, reusing, port).await()).isEqualTo(port);
    }
    assertThat(replicas.ports.addresses()).isEmpty();
    sendFromManyPorts(port);
    assertThat(receivedPackets()).hasSize(REPLICAS * PACKETS_EACH).doesNotHaveDuplicates();
  }

  private void sendFromManyPorts(int port) throws IOException {
    for (int i = 0; i < REPLICAS * PACKETS_EACH; i++) {
      byte[] data = String.valueOf(i).getBytes(US_ASCII);
      try (java.net.DatagramSocket socket = new java.net.DatagramSocket()) {
        socket.send(new DatagramPacket(data, data.length, new InetSocketAddress(LOCAL, port)));
      }
    }
  }

  @Test
  void whatEveryReplicaSendsToOneReceiverArrives() throws Exception {
    int port = receive(linked.get(0), new DatagramSocketOptions(), 0).await();
    for (LinkedReplica sender : linked) {
      var socket = sender.vertx.createDatagramSocket();
      for (int i = 0; i < PACKETS_EACH; i++) {
        socket.send(Buffer.buffer(sender.name() + "/" + i), port, LOCAL).await();
      }
    }
    assertThat(receivedPackets()).hasSize(REPLICAS * PACKETS_EACH).doesNotHaveDuplicates();
  }

  @Test
  void everyBindToPortZeroIsAnother() {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ports.add(receive(linked.get(0), new DatagramSocketOptions(), 0).await());
    }
    assertThat(ports).doesNotHaveDuplicates();
  }

  @Test
  void reuseAddressLetsTwoReplicasBindOnePort() {
    DatagramSocketOptions reusing = new DatagramSocketOptions().setReuseAddress(true);
    int port = receive(linked.get(0), reusing, 0).await();
    assertThat(receive(linked.get(1), reusing, port).await()).isEqualTo(port);
  }

  @Test
  void onePortServesAnIpv6AddressAndAnIpv4AddressInTwoReplicas() throws Exception {
    int port = receive(linked.get(0), new DatagramSocketOptions(), 0).await();
    var six = linked.get(1).vertx.createDatagramSocket(new DatagramSocketOptions().setIpV6(true));
    six.listen(port, "::1").await().handler(packet -> received.add("six " + packet.data()));
    try (java.net.DatagramSocket socket = new java.net.DatagramSocket()) {
      byte[] data = "hello".getBytes(US_ASCII);
      socket.send(new DatagramPacket(data, data.length, InetAddress.getByName("::1"), port));
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("six hello");
      socket.send(new DatagramPacket(data, data.length, InetAddress.getByName(LOCAL), port));
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  @Test
  void aTakenPortIsAFailureAfterWhichAnotherSocketBinds() throws Exception {
    try (java.net.DatagramSocket taken =
        new java.net.DatagramSocket(new InetSocketAddress(LOCAL, 0))) {
      assertThatThrownBy(
              () ->
                  receive(linked.get(0), new DatagramSocketOptions(), taken.getLocalPort()).await())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Address already in use");
    }
    assertThat(receive(linked.get(0), new DatagramSocketOptions(), 0).await()).isPositive();
  }

  @Test
  void aSocketThatIsClosedRightAfterItsBindLeavesThePortFree() throws Exception {
    int port = receive(linked.get(0), new DatagramSocketOptions(), 0).await();
    linked.get(0).vertx.close().await();
    for (int round = 0; round < 20; round++) {
      var socket = linked.get(1).vertx.createDatagramSocket();
      socket.listen(port, LOCAL);
      socket.close().await();
      new java.net.DatagramSocket(new InetSocketAddress(LOCAL, port)).close();
    }
  }

  @Test
  void aSocketMayBeClosedInTheHandlerOfItsBind() throws Exception {
    var socket = linked.get(0).vertx.createDatagramSocket();
    int port =
        socket
            .listen(0, LOCAL)
            .compose(bound -> bound.close().map(bound.localAddress().port()))
            .await();
    new java.net.DatagramSocket(new InetSocketAddress(LOCAL, port)).close();
  }

  @Test
  void anOpenSocketKeepsNoReplicaFromItsDrain() {
    receive(linked.get(0), new DatagramSocketOptions(), 0).await();
    assertThat(linked.get(0).drain().join()).isZero();
  }

  private Future<Integer> receive(LinkedReplica replica, DatagramSocketOptions options, int port) {
    return replica
        .vertx
        .createDatagramSocket(options)
        .handler(packet -> received.add(packet.data().toString()))
        .listen(port, LOCAL)
        .map(socket -> socket.localAddress().port());
  }

  private List<String> receivedPackets() throws InterruptedException {
    List<String> packets = new ArrayList<>();
    while (packets.size() < REPLICAS * PACKETS_EACH) {
      String packet = received.poll(10, TimeUnit.SECONDS);
      assertThat(packet).as("a packet after %s", packets).isNotNull();
      packets.add(packet);
    }
    return packets;
  }
}
