package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In which order soever the cluster tells things. */
class PeerRegistrationsTest {
  private final Set<String> dead = new HashSet<>();
  private final Set<String> removed = new HashSet<>();

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
    peers.look(
        "one",
        (address, promise) -> {
          throw new AssertionError("asked");
        },
        (found, failure) -> answers.add(found));
    assertThat(answers).containsExactly(List.of());
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
  void whatWasKnownBeforeAMemberWasRemovedIsAskedAgain() {
    update("one", "a", "b");
    update("two", "b", "c");
    declareDead("a");
    declareDead("c");
    removed.add("a");
    peers.registrationsLost();

    assertThat(answer("one", "b", "d")).containsExactly("b", "d");
    // The cluster does not know yet that c is dead, and would be long in answering.
    assertThat(peers.of("c")).containsOnlyKeys("two");
    assertThat(peers.of("b")).containsOnlyKeys("one", "two");
  }

  @Test
  void whatIsKnownIsKeptUpToDate() {
    assertThat(peers.wantsUpdatesFor("one")).isFalse();
    update("one", "a");
    assertThat(peers.wantsUpdatesFor("one")).isTrue();
  }

  @Test
  void aMemberIsMetWhenNoAddressIsKnownWithoutIt() {
    update("one", "a");
    update("two", "a");
    Future<Void> met = peers.met("b", List.of("one", "two", "never asked for"));
    update("one", "a", "b");
    assertThat(met.isComplete()).isFalse();
    update("two", "b");
    assertThat(met.isComplete()).isTrue();
  }

  @Test
  void aMemberIsNotMetWhileAnAnswerMayLackIt() {
    Question before = new Question();
    peers.look("one", before, before);
    Future<Void> met = peers.met("b", List.of("one"));
    assertThat(met.isComplete()).isFalse();
    before.answer.succeed(registrations("a"));
    assertThat(met.isComplete()).isFalse();
    update("one", "a", "b");
    assertThat(met.isComplete()).isTrue();
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
    Question question = new Question();
    peers.look("one", question, question);
    update("one", "c");
    question.answer.succeed(registrations("a"));
    assertThat(question.answers).containsExactly("c");

    told.clear();
    declareDead("a");
    assertThat(told).isEmpty();
  }

  @Test
  void aMemberIsGoneWhenNoAddressNamesIt() {
    update("one", "a", "b");
    update("two", "b");
    Future<Void> gone = peers.gone("b");
    assertThat(gone.isComplete()).isFalse();
    update("one", "a");
    assertThat(gone.isComplete()).isFalse();
    update("two");
    assertThat(gone.isComplete()).isTrue();
    assertThat(peers.gone("never seen").isComplete()).isTrue();
  }

  @Test
  void aMemberIsNotGoneWhileAnAnswerMayNameItStill() {
    Question before = new Question();
    peers.look("one", before, before);
    Future<Void> gone = peers.gone("b");
    Question after = new Question();
    peers.look("two", after, after);
    assertThat(gone.isComplete()).isFalse();

    before.answer.fail("no cluster");
    assertThat(gone.isComplete()).isTrue();
  }

  private void declareDead(String nodeId) {
    dead.add(nodeId);
    peers.refresh(nodeId);
  }

  private void update(String address, String... nodeIds) {
    peers.registrationsUpdated(new RegistrationUpdateEvent(address, registrations(nodeIds)));
  }

  private List<String> answer(String address, String... nodeIds) {
    Question question = new Question();
    peers.look(address, question, question);
    question.answer.succeed(registrations(nodeIds));
    return question.answers;
  }

  private static List<RegistrationInfo> registrations(String... nodeIds) {
    return Stream.of(nodeIds).map(nodeId -> new RegistrationInfo(nodeId, 0, false)).toList();
  }

  private static List<String> nodes(List<RegistrationInfo> registrations) {
    return registrations.stream().map(RegistrationInfo::nodeId).toList();
  }

  /** To a cluster that answers when the test does. */
  private static final class Question
      implements PeerRegistrations.Lookup, Completable<List<RegistrationInfo>> {
    private final List<String> answers = new ArrayList<>();
    private Completable<List<RegistrationInfo>> answer;

    @Override
    public void run(String address, Completable<List<RegistrationInfo>> promise) {
      answer = promise;
    }

    @Override
    public void complete(List<RegistrationInfo> found, Throwable failure) {
      answers.addAll(found == null ? List.of("failure") : nodes(found));
    }
  }
}
