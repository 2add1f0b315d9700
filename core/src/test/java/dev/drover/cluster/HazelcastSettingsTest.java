package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HazelcastSettingsTest {

  private static final String HEARTBEAT = "hazelcast.heartbeat.interval.seconds";

  @AfterEach
  void clearProperty() {
    System.clearProperty(HEARTBEAT);
  }

  @Test
  void propertyOfTheUsersOwnWins() {
    assertThat(granted(null).getProperty(HEARTBEAT)).isEqualTo("1");

    System.setProperty(HEARTBEAT, "3");

    // Not set: Hazelcast then takes the system property.
    assertThat(granted(null).getProperties()).doesNotContainKey(HEARTBEAT);
  }

  @Test
  void memberStaysOnLoopbackAndOnItsPort() {
    ServerSocketEndpointConfig network = HazelcastSettings.endpoint(granted(null));

    assertThat(network.getInterfaces().isEnabled()).isTrue();
    assertThat(network.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
    assertThat(network.getPort()).isEqualTo(20_001);
    assertThat(network.isPortAutoIncrement()).isFalse();
    assertThat(network.isReuseAddress()).isTrue();
  }

  @Test
  void othersAreFoundByTheSeedAlone() {
    JoinConfig founder = HazelcastSettings.join(granted(null));
    JoinConfig joiner = HazelcastSettings.join(granted("127.0.0.1:20002"));

    assertThat(founder.getTcpIpConfig().getRequiredMember()).isNull();
    assertThat(founder.getTcpIpConfig().getMembers()).isEmpty();
    assertThat(joiner.getTcpIpConfig().getRequiredMember()).isEqualTo("127.0.0.1:20002");
    assertThat(joiner.getMulticastConfig().isEnabled()).isFalse();
    assertThat(joiner.isAutoDetectionEnabled()).isFalse();
  }

  private static Config granted(String seed) {
    return HazelcastSettings.granted(new JoinGrant("acme", 20_001, seed));
  }
}
