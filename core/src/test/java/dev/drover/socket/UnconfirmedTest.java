package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnconfirmedTest {
  private static final long PROBE = 77;

  private final Unconfirmed<String> sent = new Unconfirmed<>();
  private final List<String> arrived = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();

  @BeforeEach
  void send() {
    sent.add(1, "a");
    sent.add(2, "b");
    sent.add(3, "c");
  }

  private void arrive(long cookie) {
    sent.arrived(cookie, what -> arrived.add(what.orElse("probe")), lost::add);
  }

  @Test
  void whatArrivesInOrderLosesNothing() {
    arrive(1);
    arrive(2);
    assertThat(arrived).containsExactly("a", "b");
    assertThat(lost).isEmpty();
    assertThat(sent.size()).isOne();
  }

  @Test
  void whatWasSentBeforeWhatArrivesIsLost() {
    arrive(3);
    assertThat(arrived).containsExactly("c");
    assertThat(lost).containsExactly("a", "b");
    assertThat(sent.isEmpty()).isTrue();
  }

  @Test
  void aProbeThatArrivesTellsWhatIsLostAndIsNotCounted() {
    sent.addProbe(PROBE);
    sent.add(4, "d");
    assertThat(sent.size()).isEqualTo(4);
    arrive(PROBE);
    assertThat(arrived).containsExactly("probe");
    assertThat(lost).containsExactly("a", "b", "c");
    assertThat(sent.end()).containsExactly("d");
  }

  @Test
  void whicheverOfTwoEqualProbesArrivesNothingBetweenThemIsTakenForLost() {
    sent.addProbe(PROBE);
    sent.add(4, "d");
    sent.addProbe(PROBE);
    arrive(PROBE);
    assertThat(lost).doesNotContain("d");
    arrive(PROBE);
    assertThat(lost).endsWith("d");
  }

  @Test
  void aLostProbeIsNoLoss() {
    sent.end();
    sent.addProbe(PROBE);
    assertThat(sent.isEmpty()).isTrue();
    sent.add(4, "d");
    arrive(4);
    arrive(PROBE);
    assertThat(arrived).containsExactly("d");
    assertThat(lost).isEmpty();
  }

  @Test
  void whatWasNeverSentOrIsRemovedDoesNotArrive() {
    assertThat(sent.remove("a")).isTrue();
    assertThat(sent.remove("a")).isFalse();
    arrive(1);
    arrive(4);
    assertThat(arrived).isEmpty();
    assertThat(sent.size()).isEqualTo(2);
  }

  @Test
  void whatIsSentAgainWhenItIsLostIsWaitedFor() {
    sent.arrived(2, what -> {}, again -> sent.add(1, again));
    assertThat(sent.end()).containsExactly("c", "a");
  }

  @Test
  void whereNobodyKnowsCookiesOrderTells() {
    arrive(SocketFacts.NO_COOKIE);
    assertThat(arrived).containsExactly("a");
    assertThat(lost).isEmpty();
    assertThat(sent.end()).containsExactly("b", "c");
    arrive(SocketFacts.NO_COOKIE);
    assertThat(arrived).hasSize(1);
  }

  @Test
  void whereNobodyKnowsCookiesOrderTellsWhatIsMissedToo() {
    sent.missed(lost::add);
    assertThat(lost).as("with cookies").isEmpty();
    sent.end();
    sent.add(SocketFacts.NO_COOKIE, "d");
    sent.addProbe(SocketFacts.NO_COOKIE);
    sent.add(SocketFacts.NO_COOKIE, "e");
    sent.missed(lost::add);
    sent.missed(lost::add);
    assertThat(lost).containsExactly("d");
    assertThat(sent.end()).containsExactly("e");
  }

  @Test
  void atTheEndProbesAreNothing() {
    sent.addProbe(PROBE);
    assertThat(sent.end()).containsExactly("a", "b", "c");
    assertThat(sent.isEmpty()).isTrue();
    arrive(PROBE);
    assertThat(arrived).isEmpty();
  }
}
