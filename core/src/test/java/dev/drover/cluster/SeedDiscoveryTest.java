package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.discovery.DiscoveryNode;
import dev.drover.config.MemberAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeedDiscoveryTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static List<Integer> portsOffered(int... ports) {
    List<MemberAddress> seeds = new ArrayList<>();
    for (int port : ports) {
      seeds.add(new MemberAddress(HERE.getHostAddress(), port));
    }
    Iterable<DiscoveryNode> nodes =
        new SeedDiscovery.Factory(seeds, 5_701)
            .newDiscoveryStrategy(null, null, Map.of())
            .discoverNodes();
    return StreamSupport.stream(nodes.spliterator(), false)
        .map(node -> node.getPrivateAddress().getPort())
        .toList();
  }

  @Test
  void portsWhereNobodyListensAreNotOffered() throws Exception {
    int closed;
    try (ServerSocket gone = new ServerSocket(0, 1, HERE)) {
      closed = gone.getLocalPort();
    }
    try (ServerSocket one = new ServerSocket(0, 1, HERE);
        ServerSocket two = new ServerSocket(0, 1, HERE)) {
      assertThat(portsOffered(one.getLocalPort(), closed, two.getLocalPort()))
          .containsExactly(one.getLocalPort(), two.getLocalPort());
    }
  }

  @Test
  void portsThatDoNotAnswerAreNotOfferedAndHoldUpNoOther() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket silent = new ServerSocket(0, 1, HERE);
        ServerSocket open = new ServerSocket(0, 1, HERE)) {
      // As many as Linux lets wait without being accepted; it does not answer any more then.
      InetSocketAddress address = new InetSocketAddress(HERE, silent.getLocalPort());
      for (int i = 0; i < 2; i++) {
        Socket socket = new Socket();
        waiting.add(socket);
        socket.connect(address);
      }
      assertThat(portsOffered(silent.getLocalPort(), open.getLocalPort()))
          .containsExactly(open.getLocalPort());
    } finally {
      for (Socket each : waiting) {
        each.close();
      }
    }
  }
}
