package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In which order soever the cluster tells things. */
class PeerRegistrationsTest {
  private final Set<String> dead = new HashSet<>();
  private final Set<String> removed = new HashSet<>();

  /** Of the cluster, and not answered yet. */
  private final Deque<Question> asked = new ArrayDeque<>();

  /** What is to be done when the cluster has had its time. */
  private final Deque<Runnable> later = new ArrayDeque<>();

  /** What the event bus was told last, as {@code address=nodes}. */
  private final List<String> told = new ArrayList<>();

  private final PeerRegistrations peers =
      new PeerRegistrations(
          new RegistrationListener() {
            @Override
            public void registrationsUpdated(RegistrationUpdateEvent event) {
              told.add(event.address() + "=" + nodes(event.registrations()));
            }

            @Override
            public boolean wantsUpdatesFor(String address) {
              return false;
            }
          },
          (address, promise) -> asked.add(new Question(address, promise)),
          later::add,
          dead::contains,
          nodeId -> !removed.contains(nodeId));

  @Test
  void theDeadIsTakenOutOfAllThatIsKnown() {
    assertThat(answer("one", "a", "b")).containsExactly("a", "b");
    update("two", "b", "c");
    update("three", "c");
    told.clear();

    declareDead("b");
    assertThat(told).containsExactlyInAnyOrder("one=[a]", "two=[c]");
  }

  @Test
  void theDeadDoesNotComeBackByAnUpdateOrAnAnswer() {
    dead.add("b");
    update("one", "a", "b");
    assertThat(told).containsExactly("one=[a]");
    assertThat(answer("two", "b")).isEmpty();
  }

  @Test
  void whereOneIsDeadTheClusterIsNotAsked() {
    update("one", "b");
    declareDead("b");
    List<List<RegistrationInfo>> answers = new ArrayList<>();
    peers.look("one", (found, failure) -> answers.add(found));
    assertThat(answers).containsExactly(List.of());
    assertThat(asked).isEmpty();
  }

  @Test
  void theClusterIsAskedOnceItHasRemovedTheDead() {
    update("one", "b");
    update("two", "a");
    declareDead("b");
    removed.add("b");
    assertThat(answer("one", "a", "c")).containsExactly("a", "c");
  }

  @Test
  void afterAMemberWasRemovedAllIsAskedAgainAndStaysInUseMeanwhile() {
    update("one", "a", "b");
    update("two", "b", "c");
    update("three", "b");
    declareDead("a");
    declareDead("c");
    removed.add("a");
    peers.registrationsLost();
    told.clear();

    // The cluster does not know yet that c is dead, and would be long in answering of two.
    Set<String> addresses = new HashSet<>();
    addresses.add(answerNext("b", "d"));
    addresses.add(answerNext("b", "d"));
    assertThat(asked).isEmpty();
    assertThat(addresses).containsExactlyInAnyOrder("one", "three");
    assertThat(told).containsExactlyInAnyOrder("one=[b, d]", "three=[b, d]");
    declareDead("b");
    assertThat(told).contains("one=[d]", "two=[]", "three=[d]");
  }

  @Test
  void aMemberThatDiesWhileTheClusterIsAskedAgainIsTakenOut() {
    update("one", "a", "b", "c");
    declareDead("a");
    removed.add("a");
    peers.registrationsLost();
    declareDead("b");
    assertThat(told).endsWith("one=[c]");
    answerNext("b", "c");
    assertThat(told).endsWith("one=[c]");
  }

  @Test
  void ofNoHandlersTheClusterIsAskedBeforeItIsBelieved() {
    update("one", "a");
    told.clear();
    update("one");
    answerNext("a");
    assertThat(told).isEmpty();

    update("one");
    answerNext();
    assertThat(told).containsExactly("one=[]");
  }

  @Test
  void aClusterThatCannotAnswerChangesNothing() {
    update("one", "a");
    told.clear();
    update("one");
    asked.poll().promise().fail("no cluster");
    assertThat(told).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(peers.of("a")).containsOnlyKeys("one");
  }

  @Test
  void whatIsKnownIsKeptUpToDate() {
    assertThat(peers.wantsUpdatesFor("one")).isFalse();
    update("one", "a");
    assertThat(peers.wantsUpdatesFor("one")).isTrue();
  }

  @Test
  void aMemberThatIntroducesItselfIsKnownBeforeTheClusterSaysIt() {
    update("one", "a");
    told.clear();
    introduce("b", "one", "never asked for");
    assertThat(told).containsExactly("one=[a, b]");

    // Of the time before.
    update("one", "a");
    assertThat(told).endsWith("one=[a, b]");
    update("one", "a", "b");
    update("one", "a");
    assertThat(told).endsWith("one=[a]");
  }

  @Test
  void anAnswerOfTheTimeBeforeItsIntroductionDoesNotLackAMember() {
    List<String> answers = look("one");
    introduce("b", "one");
    answerNext("a");
    assertThat(answers).containsExactly("a", "b");
  }

  @Test
  void whatTheClusterDoesNotSayInTheEndItIsAskedFor() {
    update("one", "a");
    introduce("b", "one");
    later.poll().run();
    answerNext("a");
    assertThat(told).endsWith("one=[a]");
  }

  @Test
  void anIntroductionOfWhatIsKnownIsNoNews() {
    update("one", "a");
    introduce("a", "one");
    assertThat(later).isEmpty();
  }

  @Test
  void whatTheClusterHasLostWithItsDeadIsBelievedUntilItHasHadItsTime() {
    update("one", "a", "b", "c");
    declareDead("a");
    removed.add("a");
    told.clear();
    peers.registrationsLost();
    update("one");
    answerNext();
    answerNext();
    assertThat(told).isEmpty();

    // One of the two has said it anew.
    update("one", "b");
    assertThat(told).isEmpty();
    later.poll().run();
    answerNext("b");
    assertThat(told).containsExactly("one=[b]");
  }

  @Test
  void itsTimeBeginsAnewWithEachLoss() {
    update("one", "a", "b");
    peers.registrationsLost();
    answerNext();
    peers.registrationsLost();
    answerNext();
    later.poll().run();
    assertThat(asked).isEmpty();
    later.poll().run();
    answerNext();
    assertThat(told).endsWith("one=[]");
  }

  @Test
  void oneThatWasNotDeadIsBackInAllThatIsKnown() {
    update("one", "a", "b");
    declareDead("b");
    told.clear();
    dead.clear();
    peers.refresh("b");
    assertThat(told).containsExactly("one=[a, b]");
  }

  @Test
  void anAnswerThatAnUpdateHasOvertakenIsNotBelieved() {
    List<String> answers = look("one");
    update("one", "c");
    answerNext("a");
    assertThat(answers).containsExactly("c");

    told.clear();
    declareDead("a");
    assertThat(told).isEmpty();
  }

  @Test
  void aMemberThatHasWithdrawnGetsNothingMoreWhateverTheClusterSays() {
    update("one", "a", "b");
    List<String> answers = look("two");
    told.clear();
    peers.withdrawn("b");
    assertThat(told).containsExactly("one=[a]");
    update("one", "a", "b");
    assertThat(told).endsWith("one=[a]");
    answerNext("b", "c");
    assertThat(answers).containsExactly("c");
  }

  @Test
  void aQuestionThatFailsFailsWhoAsked() {
    List<String> answers = look("one");
    asked.poll().promise().fail("no cluster");
    assertThat(answers).containsExactly("failure");
  }

  private void declareDead(String nodeId) {
    dead.add(nodeId);
    peers.refresh(nodeId);
  }

  private void update(String address, String... nodeIds) {
    peers.registrationsUpdated(new RegistrationUpdateEvent(address, registrations(nodeIds)));
  }

  private void introduce(String nodeId, String... addresses) {
    peers.introduced(
        nodeId,
        Stream.of(addresses).map(address -> new OwnRegistrations.Shared(address, 0)).toList());
  }

  private List<String> answer(String address, String... nodeIds) {
    List<String> answers = look(address);
    answerNext(nodeIds);
    return answers;
  }

  /** What the answer will be. */
  private List<String> look(String address) {
    List<String> answers = new ArrayList<>();
    peers.look(
        address,
        (found, failure) -> answers.addAll(found == null ? List.of("failure") : nodes(found)));
    return answers;
  }

  /** The address that the cluster was asked for. */
  private String answerNext(String... nodeIds) {
    Question next = asked.poll();
    next.promise().succeed(registrations(nodeIds));
    return next.address();
  }

  private static List<RegistrationInfo> registrations(String... nodeIds) {
    return Stream.of(nodeIds).map(nodeId -> new RegistrationInfo(nodeId, 0, false)).toList();
  }

  private static List<String> nodes(List<RegistrationInfo> registrations) {
    return registrations.stream().map(RegistrationInfo::nodeId).toList();
  }

  private record Question(String address, Completable<List<RegistrationInfo>> promise) {}
}
