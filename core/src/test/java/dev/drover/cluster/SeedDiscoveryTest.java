package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.discovery.DiscoveryStrategy;
import dev.drover.config.MemberAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeedDiscoveryTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static DiscoveryStrategy discovery(int... ports) {
    List<MemberAddress> seeds = new ArrayList<>();
    for (int port : ports) {
      seeds.add(new MemberAddress(HERE.getHostAddress(), port));
    }
    return new SeedDiscovery.Factory(seeds, 5_701).newDiscoveryStrategy(null, null, Map.of());
  }

  private static List<Integer> offered(DiscoveryStrategy discovery) {
    return StreamSupport.stream(discovery.discoverNodes().spliterator(), false)
        .map(node -> node.getPrivateAddress().getPort())
        .toList();
  }

  @Test
  void onlyWhoJoinsIsOfferedPortsWhereNobodyListens() throws Exception {
    int closed;
    try (ServerSocket gone = new ServerSocket(0, 1, HERE)) {
      closed = gone.getLocalPort();
    }
    try (ServerSocket one = new ServerSocket(0, 1, HERE);
        ServerSocket two = new ServerSocket(0, 1, HERE)) {
      DiscoveryStrategy discovery = discovery(one.getLocalPort(), closed, two.getLocalPort());
      assertThat(offered(discovery))
          .containsExactly(one.getLocalPort(), closed, two.getLocalPort());
      assertThat(offered(discovery)).containsExactly(one.getLocalPort(), two.getLocalPort());
    }
  }

  @Test
  void membersOfOneMachineAreLookedForInTheSameWay() throws Exception {
    SearchedEntrance entrance = new SearchedEntrance(ClusterName.unique("seeds"));
    PortRange range = entrance.range();
    DiscoveryStrategy discovery =
        HazelcastSettings.join(entrance.config())
            .getDiscoveryConfig()
            .getDiscoveryStrategyConfigs()
            .iterator()
            .next()
            .getDiscoveryStrategyFactory()
            .newDiscoveryStrategy(null, null, Map.of());
    try (ServerSocket member = new ServerSocket(range.last(), 1, HERE)) {
      assertThat(offered(discovery))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(range.first(), range.last()).boxed().toList());
      assertThat(offered(discovery)).containsExactly(member.getLocalPort());
    }
  }

  @Test
  void portsThatDoNotAnswerHoldUpNoOther() throws Exception {
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
      DiscoveryStrategy discovery = discovery(silent.getLocalPort(), open.getLocalPort());
      assertThat(offered(discovery)).hasSize(2);
      assertThat(offered(discovery)).containsExactly(open.getLocalPort());
    } finally {
      for (Socket each : waiting) {
        each.close();
      }
    }
  }
}
