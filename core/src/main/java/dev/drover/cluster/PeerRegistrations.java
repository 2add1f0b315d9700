package dev.drover.cluster;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the event bus of this member knows of who has handlers where, and the only way by which it
 * is told. The cluster's news and answers wait for whoever keeps them, which takes long when
 * several members have died; so what members say of themselves counts before the cluster says it
 * too, those that are dead or have withdrawn are taken out without it, and what is known stays in
 * use while the cluster is asked again. Safe for all threads.
 */
final class PeerRegistrations implements RegistrationListener {
  /** The cluster's answer to the question who has handlers at an address. */
  @FunctionalInterface
  interface Lookup {
    void run(String address, Completable<List<RegistrationInfo>> promise);
  }

  /** A question that has no answer yet. */
  private static final class Question {
    private final BiConsumer<String, List<RegistrationInfo>> use;
    private boolean outdated;

    Question(BiConsumer<String, List<RegistrationInfo>> use) {
      this.use = use;
    }
  }

  private final RegistrationListener selector;
  private final Lookup cluster;
  private final Consumer<Runnable> later;
  private final Predicate<String> isDead;
  private final Predicate<String> isMember;

  /** What the selector knows too, those that are dead or have withdrawn included. */
  private final Map<String, List<RegistrationInfo>> known = new HashMap<>();

  private final Map<String, Set<String>> addressesOf = new HashMap<>();
  private final Map<String, Set<Question>> questions = new HashMap<>();
  private final Introductions introductions = new Introductions();
  private final Set<String> withdrawn = new HashSet<>();
  private long losses;

  /**
   * @param later runs what it is given when the cluster has had ample time to tell what it knows
   * @param isMember whether the cluster has that one still, dead or not
   */
  PeerRegistrations(
      RegistrationListener selector,
      Lookup cluster,
      Consumer<Runnable> later,
      Predicate<String> isDead,
      Predicate<String> isMember) {
    this.selector = selector;
    this.cluster = cluster;
    this.later = later;
    this.isDead = isDead;
    this.isMember = isMember;
  }

  @Override
  public synchronized boolean wantsUpdatesFor(String address) {
    return selector.wantsUpdatesFor(address) || known.containsKey(address);
  }

  /**
   * A member has gone from the cluster, and news that it should have passed on may have with it:
   * asks for all that is known, one after the other. When several have gone at a time, even what
   * the cluster knew may have, until those that are left have said it anew: so what it does not
   * name of theirs is still believed for a while.
   */
  @Override
  public void registrationsLost() {
    Queue<String> doubtful;
    long loss;
    synchronized (this) {
      loss = ++losses;
      known.forEach((address, all) -> alive(all).forEach(one -> introductions.add(address, one)));
      // One of a dead member would be long in coming; when it has been removed this is called.
      doubtful = new ArrayDeque<>(known.keySet());
      doubtful.removeIf(this::isHiddenByDead);
    }
    askAgain(doubtful);
    later.accept(() -> conclude(loss));
  }

  /** Unless there was another loss since. */
  private void conclude(long loss) {
    Queue<String> unconfirmed;
    synchronized (this) {
      unconfirmed = new ArrayDeque<>(loss == losses ? introductions.forget(any -> true) : Set.of());
    }
    askAgain(unconfirmed);
  }

  @Override
  public void registrationsUpdated(RegistrationUpdateEvent event) {
    String address = event.address();
    boolean believed;
    synchronized (this) {
      // "None" is also what is said when the cluster could not be asked.
      believed = !event.registrations().isEmpty() || alive(knownAt(address)).isEmpty();
      if (believed) {
        questions.getOrDefault(address, Set.of()).forEach(asked -> asked.outdated = true);
        change(address, event.registrations());
      }
    }
    if (!believed) {
      askAgain(new ArrayDeque<>(List.of(address)));
    }
  }

  /**
   * Answers who has handlers at an address; without the cluster when one of them is dead and the
   * cluster has not noticed, for then it would take its time.
   */
  void look(String address, Completable<List<RegistrationInfo>> promise) {
    List<RegistrationInfo> answer;
    synchronized (this) {
      answer = isHiddenByDead(address) ? alive(knownAt(address)) : null;
    }
    if (answer == null) {
      ask(address, this::remember, promise);
    } else {
      promise.succeed(answer);
    }
  }

  private void ask(
      String address,
      BiConsumer<String, List<RegistrationInfo>> use,
      Completable<List<RegistrationInfo>> promise) {
    Question question = new Question(use);
    synchronized (this) {
      questions.computeIfAbsent(address, absent -> new HashSet<>()).add(question);
    }
    cluster.run(
        address,
        (found, failure) -> {
          promise.complete(failure == null ? answered(address, question, found) : null, failure);
          ended(address, question);
        });
  }

  /** Not beyond a failure: the cluster changes again or ends, and there will be other news. */
  private void askAgain(Queue<String> addresses) {
    String address = addresses.poll();
    if (address != null) {
      ask(
          address,
          this::change,
          (answer, failure) -> {
            if (failure == null) {
              askAgain(addresses);
            }
          });
    }
  }

  private synchronized List<RegistrationInfo> answered(
      String address, Question question, List<RegistrationInfo> found) {
    if (!question.outdated) {
      question.use.accept(address, found);
    }
    // An update that came meanwhile is newer.
    return alive(knownAt(address));
  }

  private synchronized void ended(String address, Question question) {
    questions.computeIfPresent(
        address,
        (key, asked) -> {
          asked.remove(question);
          return asked.isEmpty() ? null : asked;
        });
  }

  /**
   * That member says which handlers it has. From now on they are known where any are; what the
   * cluster has not said too after a while, it is asked for.
   */
  void introduced(String nodeId, Collection<OwnRegistrations.Shared> all) {
    boolean news = false;
    synchronized (this) {
      for (OwnRegistrations.Shared one : all) {
        news |= introduced(one.address(), new RegistrationInfo(nodeId, one.seq(), false));
      }
    }
    if (news) {
      later.accept(() -> conclude(nodeId));
    }
  }

  private boolean introduced(String address, RegistrationInfo info) {
    boolean isKnown = known.containsKey(address);
    boolean news = isKnown && !knownAt(address).contains(info) || questions.containsKey(address);
    if (news) {
      introductions.add(address, info);
    }
    if (news && isKnown) {
      change(address, knownAt(address));
    }
    return news;
  }

  private void conclude(String nodeId) {
    Queue<String> unconfirmed;
    synchronized (this) {
      unconfirmed = new ArrayDeque<>(introductions.forget(nodeId::equals));
    }
    askAgain(unconfirmed);
  }

  /** That member wants nothing more. It stays so: a node id is not used again. */
  synchronized void withdrawn(String nodeId) {
    withdrawn.add(nodeId);
    introductions.forget(nodeId::equals);
    refresh(nodeId);
  }

  /** That member is no more, and will not be again. */
  synchronized void left(String nodeId) {
    withdrawn.remove(nodeId);
    introductions.forget(nodeId::equals);
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
          address, knownAt(address).stream().filter(one -> one.nodeId().equals(nodeId)).toList());
    }
    return its;
  }

  private boolean isHiddenByDead(String address) {
    return knownAt(address).stream()
        .map(RegistrationInfo::nodeId)
        .anyMatch(nodeId -> isDead.test(nodeId) && isMember.test(nodeId));
  }

  private List<RegistrationInfo> knownAt(String address) {
    return known.getOrDefault(address, List.of());
  }

  private List<RegistrationInfo> alive(List<RegistrationInfo> all) {
    return all.stream()
        .filter(one -> !isDead.test(one.nodeId()) && !withdrawn.contains(one.nodeId()))
        .toList();
  }

  private void tell(String address) {
    selector.registrationsUpdated(new RegistrationUpdateEvent(address, alive(knownAt(address))));
  }

  /** An event bus that is told begins anew with the first of them, so only of what is new. */
  private void change(String address, List<RegistrationInfo> named) {
    Set<RegistrationInfo> before = Set.copyOf(alive(knownAt(address)));
    remember(address, named);
    if (!before.equals(Set.copyOf(alive(knownAt(address))))) {
      tell(address);
    }
  }

  private void remember(String address, List<RegistrationInfo> named) {
    List<RegistrationInfo> now = introductions.complete(address, named);
    List<RegistrationInfo> before = now.isEmpty() ? known.remove(address) : known.put(address, now);
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
