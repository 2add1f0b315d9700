package dev.drover.cluster;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What the event bus of this member has been told of who has handlers where, and the only way by
 * which it is told: so that members can be taken out of it without asking the cluster, and it can
 * be said when one has gone from it. Safe for all threads.
 */
final class PeerRegistrations implements RegistrationListener {
  /** The cluster's answer to the question who has handlers at an address. */
  @FunctionalInterface
  interface Lookup {
    void run(String address, Completable<List<RegistrationInfo>> promise);
  }

  /** A question that has no answer yet. */
  private static final class Question {
    private boolean outdated;
  }

  /**
   * @param before questions whose answers may be of the time before
   */
  private record Waiting(Set<Question> before, BooleanSupplier isSo, Promise<Void> so) {}

  private final RegistrationListener selector;
  private final Predicate<String> isDead;
  private final Predicate<String> isMember;

  /** What the selector knows too, those that are dead included. */
  private final Map<String, List<RegistrationInfo>> known = new HashMap<>();

  private final Map<String, Set<String>> addressesOf = new HashMap<>();
  private final Map<String, Set<Question>> questions = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /**
   * @param isMember whether the cluster has that one still, dead or not
   */
  PeerRegistrations(
      RegistrationListener selector, Predicate<String> isDead, Predicate<String> isMember) {
    this.selector = selector;
    this.isDead = isDead;
    this.isMember = isMember;
  }

  @Override
  public synchronized boolean wantsUpdatesFor(String address) {
    return selector.wantsUpdatesFor(address) || known.containsKey(address);
  }

  /**
   * A member has gone from the cluster, and news that it should have passed on may have with it.
   */
  @Override
  public void registrationsLost() {
    synchronized (this) {
      List.copyOf(known.keySet()).stream()
          .filter(address -> !isHiddenByDead(address))
          .forEach(address -> remember(address, List.of()));
      selector.registrationsLost();
    }
    releaseWaiting();
  }

  @Override
  public void registrationsUpdated(RegistrationUpdateEvent event) {
    synchronized (this) {
      questions.getOrDefault(event.address(), Set.of()).forEach(asked -> asked.outdated = true);
      remember(event.address(), event.registrations());
      tell(event.address());
    }
    releaseWaiting();
  }

  /**
   * Answers who has handlers at an address; without the cluster when one of them is dead and the
   * cluster has not noticed, for then it would take its time.
   */
  void look(String address, Lookup cluster, Completable<List<RegistrationInfo>> promise) {
    Question question = new Question();
    List<RegistrationInfo> answer;
    synchronized (this) {
      answer = isHiddenByDead(address) ? alive(known.get(address)) : null;
      if (answer == null) {
        questions.computeIfAbsent(address, absent -> new HashSet<>()).add(question);
      }
    }
    if (answer != null) {
      promise.succeed(answer);
      return;
    }
    cluster.run(
        address,
        (found, failure) -> {
          promise.complete(failure == null ? answered(address, question, found) : null, failure);
          ended(address, question);
        });
  }

  private synchronized List<RegistrationInfo> answered(
      String address, Question question, List<RegistrationInfo> found) {
    if (!question.outdated) {
      remember(address, found);
    }
    // An update that came meanwhile is newer.
    return alive(known.getOrDefault(address, found));
  }

  private void ended(String address, Question question) {
    synchronized (this) {
      questions.computeIfPresent(
          address,
          (key, asked) -> {
            asked.remove(question);
            return asked.isEmpty() ? null : asked;
          });
    }
    releaseWaiting();
  }

  /** This member has been declared dead, or alive after all; nothing is asked of the cluster. */
  synchronized void refresh(String nodeId) {
    List.copyOf(addressesOf.getOrDefault(nodeId, Set.of())).forEach(this::tell);
  }

  /** What is known of this member's, by address. */
  synchronized Map<String, List<RegistrationInfo>> of(String nodeId) {
    Map<String, List<RegistrationInfo>> its = new HashMap<>();
    for (String address : addressesOf.getOrDefault(nodeId, Set.of())) {
      its.put(
          address, known.get(address).stream().filter(one -> one.nodeId().equals(nodeId)).toList());
    }
    return its;
  }

  /** Completes when the event bus has no handler of this member's to choose any more. */
  Future<Void> gone(String nodeId) {
    return when(() -> !addressesOf.containsKey(nodeId));
  }

  /**
   * Completes when the event bus knows that this member has handlers at all of these addresses, or
   * has to ask the cluster before it sends there.
   */
  Future<Void> met(String nodeId, Collection<String> addresses) {
    return when(
        () -> addresses.stream().allMatch(at -> !known.containsKey(at) || names(at, nodeId)));
  }

  private Future<Void> when(BooleanSupplier isSo) {
    Promise<Void> so = Promise.promise();
    synchronized (this) {
      Set<Question> before = new HashSet<>();
      questions.values().forEach(before::addAll);
      waiting.add(new Waiting(before, isSo, so));
    }
    releaseWaiting();
    return so.future();
  }

  private void releaseWaiting() {
    List<Waiting> released = new ArrayList<>();
    synchronized (this) {
      for (Waiting one : waiting) {
        one.before().removeIf(asked -> !isAsked(asked));
        if (one.before().isEmpty() && one.isSo().getAsBoolean()) {
          released.add(one);
        }
      }
      waiting.removeAll(released);
    }
    released.forEach(one -> one.so().complete());
  }

  private boolean isAsked(Question question) {
    return questions.values().stream().anyMatch(asked -> asked.contains(question));
  }

  private boolean names(String address, String nodeId) {
    return addressesOf.getOrDefault(nodeId, Set.of()).contains(address);
  }

  private boolean isHiddenByDead(String address) {
    return known.getOrDefault(address, List.of()).stream()
        .map(RegistrationInfo::nodeId)
        .anyMatch(nodeId -> isDead.test(nodeId) && isMember.test(nodeId));
  }

  private List<RegistrationInfo> alive(List<RegistrationInfo> all) {
    return all.stream().filter(one -> !isDead.test(one.nodeId())).toList();
  }

  private void tell(String address) {
    selector.registrationsUpdated(
        new RegistrationUpdateEvent(address, alive(known.getOrDefault(address, List.of()))));
  }

  private void remember(String address, List<RegistrationInfo> now) {
    List<RegistrationInfo> before =
        now.isEmpty() ? known.remove(address) : known.put(address, List.copyOf(now));
    if (before != null) {
      before.forEach(one -> forget(one.nodeId(), address));
    }
    now.forEach(
        one -> addressesOf.computeIfAbsent(one.nodeId(), id -> new HashSet<>()).add(address));
  }

  private void forget(String nodeId, String address) {
    addressesOf.computeIfPresent(
        nodeId,
        (id, addresses) -> {
          addresses.remove(address);
          return addresses.isEmpty() ? null : addresses;
        });
  }
}
