package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What docs/SHARDS.md promises when the cluster splits, on separate hosts. */
@Timeout(300)
@EnabledIfSystemProperty(named = HostsTest.FULL, matches = "true")
class SplitShardsTest {
  static final int SHARDS = 12;

  private static final int BUS_PORT = 5_801;
  private static final int PATIENCE_SECONDS = 60;

  /** More than there are shards, so that most have some. */
  private static final List<String> KEYS =
      IntStream.range(0, 3 * SHARDS).mapToObj(number -> "k" + number).toList();

  @TempDir private Path directory;
  private final List<HostMember> members = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private Hosts hosts;

  @AfterEach
  void close() {
    members.forEach(HostMember::close);
    if (hosts != null) {
      hosts.close();
    }
  }

  private void start(int count, int minimumMembers) throws InterruptedException {
    hosts = Hosts.make(count);
    ClusterConfig cluster =
        hosts
            .cluster()
            .withNetwork(new ClusterNetwork(null, null, 5_701, BUS_PORT, Duration.ofSeconds(2)));
    for (int host = 1; host <= count; host++) {
      Path stderr = directory.resolve("stderr" + host);
      members.add(HostMember.start(HostShards.class, hosts.prefix(host), cluster, stderr));
    }
    for (HostMember member : members) {
      member.joined().awaitMembers(count);
      assertThat(member.ask("consume " + minimumMembers)).isEqualTo("ok");
    }
    awaitOneOwnerForEach(members);
  }

  private static List<Integer> owned(HostMember member) throws InterruptedException {
    String answer = member.ask("owned");
    return answer.isEmpty()
        ? List.of()
        : Arrays.stream(answer.split(" ")).map(Integer::valueOf).toList();
  }

  /** And as many for each member as for any other. */
  private static void awaitOneOwnerForEach(List<HostMember> all) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    List<Integer> shards = new ArrayList<>();
    Set<Integer> shares = new HashSet<>();
    while (System.nanoTime() < end) {
      shards.clear();
      shares.clear();
      for (HostMember member : all) {
        List<Integer> its = owned(member);
        shards.addAll(its);
        shares.add(its.size());
      }
      if (shares.size() == 1 && shards.stream().sorted().toList().equals(every())) {
        return;
      }
      // Other members' shards notify nobody here.
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(shards).as("shares of %s", shares).containsExactlyInAnyOrderElementsOf(every());
  }

  private static List<Integer> every() {
    return IntStream.range(0, SHARDS).boxed().toList();
  }

  private static void awaitOwnsAll(HostMember member) throws InterruptedException {
    member.awaitAnswer(
        "owned", every().stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  /** An answer: who owns the key, and which message of the key's it was. */
  private record Counted(String by, int number) {
    static Counted of(String answer) {
      String[] words = answer.split(" ");
      assertThat(words[0]).as(answer).isEqualTo("by");
      return new Counted(words[1], Integer.parseInt(words[2]));
    }
  }

  private String command(String key, int timeoutSeconds) {
    String id = key + ":" + sent.size();
    sent.add(id);
    return "add " + key + " " + id + " " + timeoutSeconds;
  }

  private Counted add(HostMember from, String key) throws InterruptedException {
    return Counted.of(from.ask(command(key, PATIENCE_SECONDS)));
  }

  private static List<String> handled(HostMember member) throws InterruptedException {
    return member.ask("handled").lines().flatMap(line -> Arrays.stream(line.split(" "))).toList();
  }

  /** Each message that was sent, by one member, once. */
  private void allAreHandledOnce() throws InterruptedException {
    List<String> handled = new ArrayList<>();
    for (HostMember member : members) {
      handled.addAll(handled(member));
    }
    assertThat(handled).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void eachSideOfASplitOwnsAllShardsAndTheLaterOwnershipStaysWhenItHeals() throws Exception {
    start(2, 0);
    HostMember one = members.get(0);
    HostMember two = members.get(1);
    Map<String, String> first = new HashMap<>();
    for (String key : KEYS) {
      first.put(key, add(one, key).by());
    }
    hosts.cut(2);
    awaitOwnsAll(one);
    awaitOwnsAll(two);
    for (String key : KEYS) {
      for (HostMember side : members) {
        int before = first.get(key).equals(side.nodeId()) ? 1 : 0;
        assertThat(add(side, key)).isEqualTo(new Counted(side.nodeId(), before + 1));
      }
    }

    hosts.heal(2);
    one.awaitMembers(2);
    two.awaitMembers(2);
    awaitOneOwnerForEach(members);
    for (String key : KEYS) {
      String later = first.get(key).equals(one.nodeId()) ? two.nodeId() : one.nodeId();
      assertThat(add(one, key)).as(key).isEqualTo(new Counted(later, 2));
      assertThat(add(two, key)).as(key).isEqualTo(new Counted(later, 3));
    }
    allAreHandledOnce();
  }

  @Test
  void aSideWithFewerThanMinimumMembersOwnsNothingAndItsMessagesWait() throws Exception {
    start(3, 2);
    HostMember cutOff = members.get(2);
    List<HostMember> others = members.subList(0, 2);
    hosts.cut(3);
    cutOff.awaitAnswer("owned", "");
    awaitOneOwnerForEach(others);
    String waiting = command("k0", PATIENCE_SECONDS);
    cutOff.tell(waiting);
    for (String key : KEYS) {
      assertThat(add(others.get(0), key).number()).isEqualTo(1);
      assertThat(add(others.get(1), key).number()).isEqualTo(2);
    }
    assertThat(owned(cutOff)).isEmpty();

    hosts.heal(3);
    assertThat(Counted.of(cutOff.answer(waiting)).number()).isEqualTo(3);
    awaitOneOwnerForEach(members);
    assertThat(add(cutOff, "k0").number()).isEqualTo(4);
    allAreHandledOnce();
  }

  @Test
  void connectionsThatBreakBetweenLivingMembersLoseNoMessageAndDoubleNone() throws Exception {
    start(2, 0);
    HostMember sender = members.get(0);
    for (int round = 0; round < 5; round++) {
      hosts.reset(2, BUS_PORT);
      List<String> commands = KEYS.stream().map(key -> command(key, 5)).toList();
      commands.forEach(sender::tell);
      Await.until(() -> "nothing was reset", () -> hosts.hasReset(2));
      hosts.heal(2);
      for (int i = 0; i < commands.size(); i++) {
        // An answer that was on its way is lost with its connection.
        assertThat(sender.line()).containsAnyOf(" by ", "(TIMEOUT,");
      }
    }
    assertThat(members.get(0).ask("members")).isEqualTo("2");
    allAreHandledOnce();
    for (HostMember member : members) {
      isInOrder(handled(member));
    }
  }

  private static void isInOrder(List<String> handled) {
    Map<String, Integer> last = new HashMap<>();
    for (String id : handled) {
      String key = id.substring(0, id.indexOf(':'));
      int number = Integer.parseInt(id.substring(id.indexOf(':') + 1));
      Integer before = last.put(key, number);
      assertThat(before == null || before < number).as(() -> id + " after " + before).isTrue();
    }
  }
}
