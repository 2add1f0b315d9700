package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members with many consumers are cut off, come back or die: whether all registrations of those
 * that live are there afterwards and none of the dead, with Vert.x's own cluster manager and with
 * Drover's, on the same Hazelcast. Says what it found: {@code -Ddrover.test.hosts=true
 * -Dtest=RegistrationsAfterCutsTest}.
 */
@Timeout(1_200)
@EnabledIfSystemProperty(named = "drover.test.hosts", matches = "true")
class RegistrationsAfterCutsTest {
  /** So many that the others have not removed all of them when their owner is back. */
  private static final int MANY = 60_000;

  /** Unchanged for so long: whoever repairs has done so, and what is late has come. */
  private static final int RESTS_AFTER_SECONDS = 25;

  @TempDir private Path directory;
  private int logs;

  private HostMember start(Hosts hosts, int host, String... args) throws InterruptedException {
    Path stderr = directory.resolve("member" + logs++);
    return hosts.start(host, hosts.cluster(), stderr, args).joined();
  }

  private static void awaitMembers(int count, HostMember... members) throws InterruptedException {
    for (HostMember member : members) {
      member.awaitMembers(count);
    }
  }

  /** Registrations of the node when all has come to rest. */
  private static int atRest(HostMember asked, String node) throws InterruptedException {
    String last = "";
    for (int unchanged = 0; unchanged < RESTS_AFTER_SECONDS; unchanged++) {
      String count = asked.ask("count " + node);
      unchanged = count.equals(last) ? unchanged : 0;
      last = count;
      // That nothing changes any more is nothing that anybody tells.
      TimeUnit.SECONDS.sleep(1);
    }
    return Integer.parseInt(last);
  }

  /** How many are left of those of a member that is cut off just long enough to count as lost. */
  private int leftOfOneThatComesBack(String... args) throws Exception {
    try (Hosts hosts = Hosts.make(3);
        HostMember one = start(hosts, 1, args);
        HostMember two = start(hosts, 2, args);
        HostMember back = start(hosts, 3, args)) {
      awaitMembers(3, one, two, back);
      assertThat(back.ask("fill " + MANY)).isEqualTo("ok");
      hosts.cut(3);
      one.awaitMembers(2);
      back.awaitMembers(1);
      hosts.heal(3);
      awaitMembers(3, one, two, back);
      return atRest(one, back.nodeId());
    }
  }

  /** How many are left of those of a member that dies when its host has just come back. */
  private int leftOfOneThatDies(String... args) throws Exception {
    try (Hosts hosts = Hosts.make(3);
        HostMember one = start(hosts, 1, args);
        HostMember two = start(hosts, 2, args);
        HostMember beside = start(hosts, 3, args);
        HostMember dead = start(hosts, 3, args)) {
      awaitMembers(4, one, two, beside, dead);
      assertThat(dead.ask("fill " + MANY)).isEqualTo("ok");
      hosts.cut(3);
      awaitMembers(2, one, two, beside, dead);
      one.awaitAnswer("count " + dead.nodeId(), "0");
      hosts.heal(3);
      awaitMore(one);
      dead.kill();
      awaitMembers(3, one, two, beside);
      return atRest(one, dead.nodeId());
    }
  }

  /** What the other part knows is about to be merged. */
  private static void awaitMore(HostMember one) throws InterruptedException {
    while (one.ask("members").equals("2")) {
      // Of membership HostMain does not notify.
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static int said(String who, String what, int count) {
    System.err.printf("%s, %s: %d registrations%n", who, what, count);
    return count;
  }

  @Test
  void noneAreMissingOfAMemberThatComesBackWhileTheOthersStillCleanUp() throws Exception {
    String what = "back with " + MANY;
    // For comparison only, here and below: what Vert.x does is Vert.x's.
    said("plain Vert.x", what, leftOfOneThatComesBack("plain"));
    assertThat(said("Drover", what, leftOfOneThatComesBack())).isEqualTo(MANY);
  }

  @Test
  void noneAreLeftOfAMemberThatDiesWhenTheNetworkHasHealed() throws Exception {
    String what = "dead with " + MANY;
    said("plain Vert.x", what, leftOfOneThatDies("plain"));
    assertThat(said("Drover", what, leftOfOneThatDies())).isZero();
  }
}
