package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinPlanTest {

  private static final int FIRST_PORT = 20_000;

  private final JoinPlan plan = new JoinPlan("acme", member -> FIRST_PORT + member);
  private final Map<Integer, JoinGrant> grants = new HashMap<>();

  @Test
  void firstFoundsAtOnce() {
    ask(1);

    assertThat(grants.get(1)).isEqualTo(new JoinGrant("acme", FIRST_PORT + 1, null));
  }

  @Test
  void othersWaitUntilTheFounderIsIn() {
    ask(1, 2, 3);
    assertThat(grants).containsOnlyKeys(1);

    plan.joined(1);

    assertThat(grants.get(2).seed()).isEqualTo("127.0.0.1:20001");
    assertThat(grants.get(3).seed()).isEqualTo("127.0.0.1:20001");
  }

  @Test
  void nextInLineFoundsWhenTheFounderLeavesBeforeItJoined() {
    ask(1, 2, 3);

    plan.left(1);

    assertThat(grants).containsOnlyKeys(1, 2);
    assertThat(grants.get(2).seed()).isNull();
  }

  @Test
  void memberWhoseJoinFailedGetsAnotherLiveSeed() {
    joined(1, 2);
    ask(3);
    assertThat(grants.get(3).seed()).isEqualTo("127.0.0.1:20001");

    plan.left(1);
    plan.left(3);
    ask(3);

    assertThat(grants.get(3).seed()).isEqualTo("127.0.0.1:20002");
  }

  @Test
  void nobodyFoundsWhileAJoinerMayStillGetIn() {
    joined(1);
    ask(2);
    plan.left(1);

    ask(3);
    assertThat(grants).doesNotContainKey(3);
    plan.joined(2);

    assertThat(grants.get(3).seed()).isEqualTo("127.0.0.1:20002");
  }

  @Test
  void nextAskerFoundsWhenAllAreGone() {
    joined(1, 2);
    plan.left(1);
    plan.left(2);

    ask(2);

    assertThat(grants.get(2).seed()).isNull();
  }

  @Test
  void waitingMemberThatLeavesIsForgotten() {
    ask(1, 2);
    plan.left(2);

    plan.joined(1);

    assertThat(grants).containsOnlyKeys(1);
  }

  @Test
  void joinedWithoutAGrantMakesNoSeed() {
    ask(1, 2);

    plan.joined(2);

    assertThat(plan.live()).isEmpty();
  }

  @Test
  void askingTwiceIsAnError() {
    ask(1);

    assertThatThrownBy(() -> ask(1)).hasMessage("member 1 asked to join again before it left");
  }

  @Test
  void consumerMayLeaveAtOnce() {
    plan.ask(1, grant -> plan.left(1));
    ask(2);

    assertThat(grants.get(2).seed()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 9})
  void neverTwoClustersAndNobodyWaitsForNothingWhateverTheOrder(int members) {
    for (int seed = 0; seed < 2_000; seed++) {
      new Simulation(members, new Random(seed)).run(200);
    }
  }

  private void ask(int... members) {
    for (int member : members) {
      plan.ask(member, grant -> grants.put(member, grant));
    }
  }

  private void joined(int... members) {
    for (int member : members) {
      ask(member);
      plan.joined(member);
    }
  }

  /** Members that do what real ones do, in random order; each remembers the cluster it is in. */
  private static final class Simulation {
    private final int members;
    private final Random random;
    private final JoinPlan plan = new JoinPlan("acme", member -> FIRST_PORT + member);
    private final List<Integer> waiting = new ArrayList<>();
    private final Map<Integer, JoinGrant> joining = new HashMap<>();
    private final Map<Integer, Integer> clusterOf = new HashMap<>();
    private int clusters;

    Simulation(int members, Random random) {
      this.members = members;
      this.random = random;
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        act(random.nextInt(members), random.nextInt(10));
        assertThat(clusterOf.values().stream().distinct().count()).isLessThanOrEqualTo(1);
        assertThat(waiting.isEmpty() || (clusterOf.isEmpty() && joining.size() > 0))
            .as("%s wait though %s are live and %s join", waiting, clusterOf, joining)
            .isTrue();
      }
    }

    private void act(int member, int dice) {
      if (dice < 2) {
        leave(member);
      } else if (joining.containsKey(member)) {
        endJoin(member);
      } else if (!clusterOf.containsKey(member) && !waiting.contains(member)) {
        waiting.add(member);
        plan.ask(member, grant -> granted(member, grant));
      }
    }

    private void granted(int member, JoinGrant grant) {
      waiting.remove((Integer) member);
      if (grant.seed() == null) {
        assertThat(joining).as("nobody else on the way in").isEmpty();
        assertThat(clusterOf).as("nobody to join").isEmpty();
      } else {
        assertThat(clusterOf).as("seeds are live").containsKey(memberAt(grant.seed()));
      }
      joining.put(member, grant);
    }

    private void endJoin(int member) {
      String seed = joining.remove(member).seed();
      if (seed == null) {
        clusterOf.put(member, clusters++);
      } else if (clusterOf.containsKey(memberAt(seed))) {
        clusterOf.put(member, clusterOf.get(memberAt(seed)));
      } else {
        plan.left(member);
        return;
      }
      plan.joined(member);
    }

    private void leave(int member) {
      waiting.remove((Integer) member);
      joining.remove(member);
      clusterOf.remove(member);
      plan.left(member);
    }

    private static int memberAt(String seed) {
      return Integer.parseInt(seed.substring(seed.indexOf(':') + 1)) - FIRST_PORT;
    }
  }
}
