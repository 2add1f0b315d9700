package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hosts are cut off from each other and healed again: whether the event bus is whole
 * afterwards, with Vert.x's own cluster manager and with Drover's, on the same Hazelcast with the
 * same settings. Says what it found: {@code -Ddrover.test.hosts=true -Dtest=CutsTest}.
 */
@Timeout(1_800)
@EnabledIfSystemProperty(named = "drover.test.hosts", matches = "true")
class CutsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  /** Of the cut; a member counts as lost after 2 s. */
  private static final List<Duration> LENGTHS =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20));

  @TempDir private Path directory;

  /** What is wrong at the end of its time; empty if nothing is. */
  private static String awaitWhole(HostMember one, HostMember two) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String wrong = wrong(one, two);
      if (wrong.isEmpty() || System.nanoTime() > end) {
        return wrong;
      }
      // Nothing notifies a member of what is registered elsewhere.
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static String wrong(HostMember one, HostMember two) throws InterruptedException {
    List<String> found = new ArrayList<>();
    String both = String.join(" ", new TreeSet<>(List.of(one.nodeId(), two.nodeId())));
    for (HostMember member : List.of(one, two)) {
      expect(found, member, "members", "2");
      expect(found, member, "registrations both", both);
      expect(found, member, "registrations one", one.nodeId());
      expect(found, member, "registrations two", two.nodeId());
    }
    if (found.isEmpty()) {
      expectReply(found, one, "request two", two);
      expectReply(found, two, "request one", one);
    }
    return String.join("; ", found);
  }

  private static void expect(List<String> found, HostMember member, String question, String right)
      throws InterruptedException {
    String answer = member.ask(question);
    if (!answer.equals(right)) {
      found.add("%s: \"%s\" instead of \"%s\"".formatted(question, answer, right));
    }
  }

  private static void expectReply(
      List<String> found, HostMember member, String question, HostMember from)
      throws InterruptedException {
    String answer = member.ask(question);
    if (!answer.endsWith("reply " + from.nodeId())) {
      found.add(question + ": " + answer);
    }
  }

  /** One cut of a new cluster. */
  private String cutAndHeal(Duration length, String... args) throws Exception {
    try (Hosts hosts = Hosts.make(2);
        HostMember one = hosts.start(1, hosts.cluster(), directory.resolve("one"), args);
        HostMember two = hosts.start(2, hosts.cluster(), directory.resolve("two"), args)) {
      for (HostMember member : List.of(one, two)) {
        member.joined().awaitMembers(2);
        assertThat(member.ask("consume both")).isEqualTo("ok");
      }
      assertThat(one.ask("consume one")).isEqualTo("ok");
      assertThat(two.ask("consume two")).isEqualTo("ok");
      hosts.cut(2);
      // The length is what is tested.
      Thread.sleep(length.toMillis());
      hosts.heal(2);
      return awaitWhole(one, two);
    }
  }

  private List<String> run(String name, String... args) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Duration length : LENGTHS) {
      String found = cutAndHeal(length, args);
      System.err.printf(
          "%s, cut for %d s: %s%n",
          name, length.toSeconds(), found.isEmpty() ? "whole again" : "wrong: " + found);
      if (!found.isEmpty()) {
        wrong.add(found);
      }
    }
    return wrong;
  }

  @Test
  void theEventBusIsWholeAgainAfterCutsOfAnyLength() throws Exception {
    // For comparison only: it is Vert.x's to be whole or not.
    run("plain Vert.x", "plain");
    assertThat(run("Drover")).isEmpty();
  }
}
