package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterDiscovery;
import dev.drover.config.ClusterDiscovery.Dns;
import dev.drover.config.ClusterDiscovery.Multicast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members on separate hosts, none of which has a list of the others. The full set: {@code
 * -Ddrover.test.hosts=true}.
 */
@Timeout(180)
class DiscoveryTest {
  private static final ClusterDiscovery MULTICAST =
      new Multicast(Multicast.DEFAULT_GROUP, Multicast.DEFAULT_PORT);

  private static final String NAME = "bus.drover.test";
  private static final ClusterDiscovery DNS = new Dns(NAME);

  @TempDir private Path directory;
  private final List<HostMember> started = new ArrayList<>();
  private Hosts hosts;

  @BeforeEach
  void makeHosts() {
    hosts = Hosts.make(2);
  }

  @AfterEach
  void close() {
    started.forEach(HostMember::close);
    if (hosts != null) {
      hosts.close();
    }
  }

  private HostMember start(Class<?> main, List<String> prefix, ClusterDiscovery how, String stderr)
      throws IOException {
    ClusterConfig cluster = hosts.cluster().withDiscovery(how);
    HostMember member = HostMember.start(main, prefix, cluster, directory.resolve(stderr));
    started.add(member);
    return member;
  }

  /** What a host believes of names, instead of what its machine does. */
  private Path hostsFile(int host, String text) throws IOException {
    return Files.writeString(directory.resolve("hosts" + host), text);
  }

  private HostMember startByName(int host) throws IOException {
    List<String> prefix = new ArrayList<>(hosts.prefix(host, directory.resolve("hosts" + host)));
    // What the JVM remembers of names is no matter of this test's.
    prefix.addAll(
        List.of(
            "env", "JDK_JAVA_OPTIONS=-Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=1"));
    return start(HostMain.class, prefix, DNS, "stderr" + host);
  }

  private static String named(int... ofHosts) {
    StringBuilder lines = new StringBuilder();
    for (int host : ofHosts) {
      lines.append(Hosts.address(host)).append(' ').append(NAME).append('\n');
    }
    return lines.toString();
  }

  private static void areOneEventBus(HostMember one, HostMember two) throws InterruptedException {
    one.awaitMembers(2);
    two.awaitMembers(2);
    assertThat(one.ask("consume one")).isEqualTo("ok");
    assertThat(two.ask("consume two")).isEqualTo("ok");
    assertThat(one.ask("request two")).endsWith("reply " + two.nodeId());
    assertThat(two.ask("request one")).endsWith("reply " + one.nodeId());
  }

  @Test
  void membersThatAskForMulticastFindEachOther() throws Exception {
    HostMember one = start(HostMain.class, hosts.prefix(1), MULTICAST, "stderr1");
    HostMember two = start(HostMain.class, hosts.prefix(2), MULTICAST, "stderr2");
    one.joined();
    two.joined();

    areOneEventBus(one, two);
    assertThat(hosts.udpPorts(1)).contains(Multicast.DEFAULT_PORT);
  }

  @Test
  @EnabledIfSystemProperty(named = HostsTest.FULL, matches = "true")
  void membersThatFoundEachOtherByMulticastDoSoAgainAfterACut() throws Exception {
    HostMember one = start(HostMain.class, hosts.prefix(1), MULTICAST, "stderr1").joined();
    HostMember two = start(HostMain.class, hosts.prefix(2), MULTICAST, "stderr2").joined();
    one.awaitMembers(2);

    hosts.cut(2);
    one.awaitMembers(1);
    two.awaitMembers(1);
    hosts.heal(2);
    areOneEventBus(one, two);
  }

  @Test
  @EnabledIfSystemProperty(named = HostsTest.FULL, matches = "true")
  void supervisorsThatAskForMulticastFormOneEventBus() throws Exception {
    HostMember one = start(HostSupervisor.class, hosts.prefix(1), MULTICAST, "supervisor1");
    HostMember two = start(HostSupervisor.class, hosts.prefix(2), MULTICAST, "supervisor2");
    one.joined();
    two.joined();
    HostMember observer = start(HostMain.class, hosts.prefix(1), MULTICAST, "stderr");

    observer.joined().awaitMembers(5);
    Set<String> answering = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      answering.add(observer.ask("request replicas").split("reply ")[1]);
    }
    assertThat(answering).hasSize(4);
    one.leave();
    two.leave();
  }

  @Test
  void membersFindEachOtherByANameThatHasBothAddresses() throws Exception {
    hostsFile(1, named(1, 2));
    hostsFile(2, named(2, 1));
    HostMember one = startByName(1);
    HostMember two = startByName(2);
    one.joined();
    two.joined();

    areOneEventBus(one, two);
    assertThat(hosts.udpPorts(1)).doesNotContain(Multicast.DEFAULT_PORT);
  }

  @Test
  @EnabledIfSystemProperty(named = HostsTest.FULL, matches = "true")
  void aNameThatBecomesKnownLateBringsTogetherWhoStartedAlone() throws Exception {
    Path first = hostsFile(1, "");
    Path second = hostsFile(2, named(2));
    HostMember one = startByName(1).joined();
    HostMember two = startByName(2).joined();
    assertThat(one.ask("members")).isEqualTo("1");
    assertThat(two.ask("members")).isEqualTo("1");

    Files.writeString(first, named(1, 2));
    Files.writeString(second, named(1, 2));
    areOneEventBus(one, two);
  }
}
