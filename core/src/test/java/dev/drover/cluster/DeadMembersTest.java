package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who says what of a member, in which order soever, and whether it is dead then. */
class DeadMembersTest {
  private final DeadMembers dead = new DeadMembers();

  @Test
  void oneThatTheClusterHasLostIsDeadUntilItIsBack() {
    assertThat(dead.lost("a")).isTrue();
    assertThat(dead.lost("a")).as("no news").isFalse();
    assertThat(dead.contains("a")).isTrue();
    assertThat(dead.came("a")).isTrue();
    assertThat(dead.contains("a")).isFalse();
  }

  @Test
  void oneThatComesForTheFirstTimeWasNotDead() {
    assertThat(dead.came("a")).isFalse();
    assertThat(dead.contains("a")).isFalse();
  }

  @Test
  void oneThatWasDeclaredDeadIsItWhateverTheClusterSays() {
    assertThat(dead.declare("a")).isTrue();
    assertThat(dead.came("a")).isFalse();
    assertThat(dead.lost("a")).as("no news").isFalse();
    assertThat(dead.came("a")).isFalse();
    assertThat(dead.contains("a")).isTrue();
  }

  @Test
  void oneThatTheClusterHasLostNeedsNobodyToDeclareIt() {
    dead.lost("a");
    assertThat(dead.declare("a")).as("no news").isFalse();
    assertThat(dead.came("a")).isTrue();
  }

  @Test
  void afterItsTimeTheClusterIsBelievedOfOneThatWasDeclaredDead() {
    dead.declare("a");
    dead.believeCluster("a");
    assertThat(dead.contains("a")).as("until the cluster says something").isTrue();
    assertThat(dead.came("a")).isTrue();
    assertThat(dead.contains("a")).isFalse();
  }

  @Test
  void oneThatWasDeclaredDeadByMistakeMayBeDeclaredAgain() {
    dead.declare("a");
    dead.believeCluster("a");
    dead.revive("a");
    assertThat(dead.contains("a")).isFalse();
    assertThat(dead.declare("a")).isTrue();
    assertThat(dead.came("a")).isFalse();
  }

  @Test
  void onlyTheLatestAreRememberedForGood() {
    dead.lost("first");
    dead.lost("second");
    buryOthers(DeadMembers.MOST_BURIED - 1);
    assertThat(dead.contains("first")).isFalse();
    assertThat(dead.contains("second")).isTrue();
  }

  @Test
  void oneThatTheClusterMayStillHaveIsNotForgottenHoweverManyFollow() {
    dead.declare("a");
    buryOthers(DeadMembers.MOST_BURIED + 1);
    assertThat(dead.contains("a")).isTrue();
    dead.believeCluster("a");
    dead.bury("a");
    buryOthers(DeadMembers.MOST_BURIED + 1);
    assertThat(dead.contains("a")).isFalse();
  }

  @Test
  void oneThatWasBackIsRememberedFromItsLastDeath() {
    dead.lost("a");
    dead.came("a");
    buryOthers(DeadMembers.MOST_BURIED - 1);
    dead.lost("a");
    assertThat(dead.contains("a")).isTrue();
  }

  private void buryOthers(int count) {
    for (int i = 0; i < count; i++) {
      dead.lost("other " + count + " " + i);
    }
  }
}
