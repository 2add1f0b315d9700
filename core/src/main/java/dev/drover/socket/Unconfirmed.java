package dev.drover.socket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one side of a link has sent and the other has not confirmed, oldest first. Each is known by
 * its socket's cookie, because some are lost: a process that has no descriptor left is not given
 * what was sent to it. A link keeps the order, so what was sent before something that has arrived,
 * and is not confirmed by then, never will be.
 *
 * <p>Confined to one thread.
 *
 * @param <T> what is sent; beside it probes, whose only use is to arrive
 */
final class Unconfirmed<T> {
  private final Deque<Sent<T>> sent = new ArrayDeque<>();
  private int probes;

  /**
   * @param what null: a probe
   */
  private record Sent<T>(long cookie, T what) {}

  void add(long cookie, T what) {
    sent.add(new Sent<>(cookie, what));
  }

  void addProbe(long cookie) {
    sent.add(new Sent<>(cookie, null));
    probes++;
  }

  /** Never left, or does not count as sent any more; false if it was not here. */
  boolean remove(T what) {
    return sent.removeIf(one -> one.what == what);
  }

  /**
   * The other side has one of them. Of one that is not waited for nothing is said.
   *
   * @param cookie {@link SocketFacts#NO_COOKIE}: the other side cannot tell which, so the oldest
   * @param arrived is told which; empty for a probe
   * @param lost is told afterwards what will not arrive any more, in the order it was sent
   */
  void arrived(long cookie, Consumer<Optional<T>> arrived, Consumer<T> lost) {
    if (sent.isEmpty() || cookie != SocketFacts.NO_COOKIE && !isSent(cookie)) {
      return;
    }
    List<T> before = new ArrayList<>();
    Sent<T> one = poll();
    while (cookie != SocketFacts.NO_COOKIE && one.cookie != cookie) {
      Optional.ofNullable(one.what).ifPresent(before::add);
      one = poll();
    }
    arrived.accept(Optional.ofNullable(one.what));
    before.forEach(lost);
  }

  /**
   * One of them has been lost. Which, whatever arrives next will tell; where there are no cookies,
   * only the order does, in which the other side says of each whether it has it.
   *
   * @param lost is told which, if that is known
   */
  void missed(Consumer<T> lost) {
    if (!sent.isEmpty() && sent.peek().cookie == SocketFacts.NO_COOKIE) {
      Optional.ofNullable(poll().what).ifPresent(lost);
    }
  }

  private boolean isSent(long cookie) {
    return sent.stream().anyMatch(one -> one.cookie == cookie);
  }

  private Sent<T> poll() {
    Sent<T> one = sent.poll();
    if (one.what == null) {
      probes--;
    }
    return one;
  }

  /** The link is over: none of them has arrived. Takes them all. */
  List<T> end() {
    List<T> all = new ArrayList<>();
    while (!sent.isEmpty()) {
      Optional.ofNullable(poll().what).ifPresent(all::add);
    }
    return all;
  }

  /** Without probes. */
  int size() {
    return sent.size() - probes;
  }

  boolean isEmpty() {
    return size() == 0;
  }
}
