package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterPortsTest {

  @Test
  void memberKeepsItsPort() {
    ClusterPorts ports = new ClusterPorts();

    assertThat(ports.portOf(1)).isEqualTo(ports.portOf(1));
  }

  @Test
  void membersHaveDifferentPortsOfTheRange() {
    PortRange range = PortRange.outsideEphemeral();
    ClusterPorts ports = new ClusterPorts(range);

    assertThat(IntStream.range(0, 200).map(ports::portOf))
        .doesNotHaveDuplicates()
        .allMatch(port -> port >= range.first() && port <= range.last());
  }

  @Test
  void portsInUseArePassedOver() throws IOException {
    try (ServerSocket taken = listening()) {
      int port = taken.getLocalPort();
      ClusterPorts ports = new ClusterPorts(new PortRange(port, port + 20));

      assertThat(IntStream.range(0, 5).map(ports::portOf)).doesNotContain(port);
    }
  }

  @Test
  void renewedPortIsOneNeverGivenBefore() {
    ClusterPorts ports = new ClusterPorts();
    int first = ports.portOf(1);
    int other = ports.portOf(2);

    int renewed = ports.renew(1);

    assertThat(renewed).isNotIn(first, other).isEqualTo(ports.portOf(1));
    assertThat(ports.portOf(2)).isEqualTo(other);
  }

  @Test
  void exhaustedRangeIsToldPlainly() throws IOException {
    try (ServerSocket taken = listening()) {
      int port = taken.getLocalPort();
      ClusterPorts ports = new ClusterPorts(new PortRange(port, port));

      assertThatThrownBy(() -> ports.portOf(1))
          .hasMessage(
              "no free port for a cluster member on 127.0.0.1: tried " + port + " to " + port);
    }
  }

  @Test
  void supervisorsStartedTogetherSearchFromDifferentPlaces() {
    assertThat(IntStream.range(0, 8).map(supervisor -> new ClusterPorts().portOf(1)).distinct())
        .hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'32768\t60999', 20000, 32767",
    "'10000 40000', 40001, 65535",
    "'1024 21000', 21001, 65535",
    "'1024 65000', 20000, 65535",
    "'1024 10000', 20000, 65535"
  })
  void rangeKeepsClearOfTheKernels(String ephemeral, int first, int last) {
    assertThat(PortRange.outside(ephemeral)).isEqualTo(new PortRange(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "a b"})
  void unreadableKernelRangeIsRefused(String ephemeral) {
    assertThatThrownBy(() -> PortRange.outside(ephemeral))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  }
}
