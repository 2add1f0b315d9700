package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterNetwork;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/CLUSTER.md promises of members on several hosts, on separate hosts. The full set:
 * {@code -Ddrover.test.hosts=true}.
 */
@Timeout(300)
class HostsTest {
  static final String FULL = "drover.test.hosts";

  /** Twice lostAfter (2 s), and what a busy machine takes. */
  private static final long LOST_MILLIS = 20_000;

  @TempDir private Path directory;
  private Hosts hosts;
  private HostMember one;
  private HostMember two;

  @BeforeEach
  void makeHosts() {
    hosts = Hosts.make(2);
  }

  @AfterEach
  void close() {
    Stream.of(one, two).filter(member -> member != null).forEach(HostMember::close);
    if (hosts != null) {
      hosts.close();
    }
  }

  private HostMember start(int host, String... args) {
    return hosts.start(host, hosts.cluster(), directory.resolve("stderr" + host), args);
  }

  /** At the same time, with consumers of one address on both and of one more on each. */
  private void startBoth(String... args) throws InterruptedException {
    one = start(1, args);
    two = start(2, args);
    one.joined().awaitMembers(2);
    two.joined().awaitMembers(2);
    assertThat(one.ask("consume both")).isEqualTo("ok");
    assertThat(two.ask("consume both")).isEqualTo("ok");
    assertThat(one.ask("consume one")).isEqualTo("ok");
    assertThat(two.ask("consume two")).isEqualTo("ok");
    requestsCross();
  }

  private void requestsCross() throws InterruptedException {
    assertThat(one.ask("request two")).endsWith("reply " + two.nodeId());
    assertThat(two.ask("request one")).endsWith("reply " + one.nodeId());
  }

  private void requestsAreLost() throws InterruptedException {
    one.tell("request two");
    two.tell("request one");
    assertIsLost(one.answer("request two"));
    assertIsLost(two.answer("request one"));
  }

  private static void assertIsLost(String answer) {
    assertThat(answer).endsWith(" lost");
    assertThat(Long.parseLong(answer.split(" ")[0])).isLessThan(LOST_MILLIS);
  }

  private void isWholeAgain() throws InterruptedException {
    List<String> each = Stream.of(one.nodeId(), two.nodeId()).sorted().toList();
    for (HostMember member : List.of(one, two)) {
      member.awaitMembers(2);
      member.awaitAnswer("registrations both", String.join(" ", each));
      member.awaitAnswer("registrations one", one.nodeId());
      member.awaitAnswer("registrations two", two.nodeId());
    }
    requestsCross();
  }

  @Test
  void requestsToAHostThatIsCutOffFailAndComeAgainWhenItHeals() throws Exception {
    startBoth();

    hosts.cut(2);
    requestsAreLost();
    one.awaitMembers(1);
    two.awaitMembers(1);
    assertThat(one.ask("request both")).endsWith("reply " + one.nodeId());
    one.awaitAnswer("registrations both", one.nodeId());

    hosts.heal(2);
    isWholeAgain();
  }

  @Test
  void supervisorsThatStartTogetherOnTwoHostsFormOneEventBus() throws Exception {
    one = supervisor(1);
    two = supervisor(2);
    one.joined();
    two.joined();
    HostMember observer = hosts.start(1, patient(), directory.resolve("stderr")).joined();
    try {
      assertThat(observer.ask("members")).isEqualTo("5");
      String registered = observer.ask("registrations replicas");
      assertThat(registered.split(" ")).hasSize(4).doesNotHaveDuplicates();
      Set<String> answering = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        answering.add(observer.ask("request replicas").split("reply ")[1]);
      }
      assertThat(answering).hasSize(4);
    } finally {
      observer.close();
    }
    one.leave();
    two.leave();
  }

  private HostMember supervisor(int host) {
    return HostMember.start(
        HostSupervisor.class, hosts.prefix(host), patient(), directory.resolve("stderr" + host));
  }

  /** Who only starts should not count as lost on a machine that has too much to do. */
  private ClusterConfig patient() {
    return hosts.cluster().withNetwork(ClusterNetwork.DEFAULT);
  }

  @Test
  void requestsToAMemberThatIsKilledFailAtOnce() throws Exception {
    startBoth();

    two.kill();
    String answer = one.ask("request two");
    assertThat(answer).containsAnyOf(" lost", "NO_HANDLERS");
    one.awaitMembers(1);
    one.awaitAnswer("registrations two", "");
    one.awaitAnswer("registrations both", one.nodeId());
  }

  @Test
  @EnabledIfSystemProperty(named = FULL, matches = "true")
  void aHostThatHearsNothingIsLostToBothSides() throws Exception {
    startBoth();

    hosts.cutInto(2);
    requestsAreLost();
    hosts.heal(2);
    isWholeAgain();
  }

  @Test
  @EnabledIfSystemProperty(named = FULL, matches = "true")
  void aHostThatIsNotHeardIsLostToBothSides() throws Exception {
    startBoth();

    hosts.cutOutOf(2);
    requestsAreLost();
    hosts.heal(2);
    isWholeAgain();
  }

  @Test
  @EnabledIfSystemProperty(named = FULL, matches = "true")
  void aSlowLinkOnlyTakesTime() throws Exception {
    startBoth();

    hosts.slow(2, "256kbit");
    for (int i = 0; i < 50; i++) {
      requestsCross();
    }
    assertThat(one.ask("members")).isEqualTo("2");
  }

  @Test
  @EnabledIfSystemProperty(named = FULL, matches = "true")
  void aFifthOfAllPacketsLostEndsInAWholeCluster() throws Exception {
    startBoth();

    hosts.lose(2, 0.2);
    for (int i = 0; i < 50; i++) {
      assertThat(one.ask("request two")).containsAnyOf("reply", "lost", "NO_HANDLERS");
    }
    hosts.heal(2);
    isWholeAgain();
  }

  @Test
  @EnabledIfSystemProperty(named = FULL, matches = "true")
  void cutsOfAnyLengthLeaveNothingBehind() throws Exception {
    startBoth();

    for (int tenths = 5; tenths <= 60; tenths += 5) {
      // The time is what is tested: shorter and longer than a member counts as lost.
      hosts.cut(1 + tenths % 2);
      Thread.sleep(tenths * 100L);
      hosts.heal(1 + tenths % 2);
      isWholeAgain();
    }
  }
}
