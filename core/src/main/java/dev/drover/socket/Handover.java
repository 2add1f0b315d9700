package dev.drover.socket;

import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Gives the connections of one address that were accepted elsewhere to the replica that has the
 * fewest, and keeps those that nobody can take now. What waits for a replica counts as well: one
 * that was not given the CPU for a moment is not idle. Confined to the ports' event loop.
 */
final class Handover {
  private static final int MAX_PARKED = 64;

  private final Supplier<Stream<PortLink>> owners;
  private final BooleanSupplier moreToCome;
  private final ToLongFunction<PortLink> load;
  private final Shares shares;
  private final int row;

  /** Accepted, and nobody to take them now. */
  private final Deque<EpollSocketChannel> parked = new ArrayDeque<>();

  /** Leaves as soon as it has taken what is parked; null: nobody waits for that. */
  private PortLink last;

  /** No further replica will ask for the address. */
  private boolean ending;

  /**
   * @param owners the links of the replicas that serve the address
   * @param moreToCome whether one is about to serve it that does not yet
   * @param waiting how many connections wait to be accepted by a replica
   * @param row of the address in the {@link Shares}
   */
  Handover(
      Supplier<Stream<PortLink>> owners,
      BooleanSupplier moreToCome,
      ToLongFunction<PortLink> waiting,
      Shares shares,
      int row) {
    this.owners = owners;
    this.moreToCome = moreToCome;
    this.load = link -> shares.get(row, link.column()) + waiting.applyAsLong(link);
    this.shares = shares;
    this.row = row;
  }

  void give(EpollSocketChannel connection) {
    PortLink taker =
        owners.get().filter(PortLink::hasCredit).min(Comparator.comparingLong(load)).orElse(null);
    if (taker == null) {
      parked.add(connection);
      dropIfNobodyIsLeft();
    } else {
      shares.add(row, taker.column(), 1);
      taker.forward(connection);
    }
  }

  /** The replica was given it, and will not have it. */
  void lost(PortLink link, EpollSocketChannel connection) {
    // Of one that has left nothing is counted, and its column may be another's.
    if (owners.get().anyMatch(owner -> owner == link)) {
      shares.add(row, link.column(), -1);
    }
    give(connection);
  }

  /** Whether more should be accepted to be given. */
  boolean hasRoom() {
    return parked.size() < MAX_PARKED;
  }

  boolean isEmpty() {
    return parked.isEmpty();
  }

  /** Somebody may have become able to take what is parked. */
  void retry() {
    for (int waiting = parked.size(); waiting > 0; waiting--) {
      give(parked.poll());
    }
    if (last != null && parked.isEmpty()) {
      PortLink leaving = last;
      last = null;
      leaving.leave(false);
    }
  }

  /** Lets the replica leave at once, unless nobody else can serve what is parked. */
  void stopping(PortLink link) {
    if (parked.isEmpty() || owners.get().anyMatch(owner -> owner != link)) {
      link.leave(false);
    } else {
      last = link;
    }
  }

  /** It serves the address no more, or will not. */
  void left(PortLink link) {
    last = link == last ? null : last;
    dropIfNobodyIsLeft();
  }

  /** From here on what is parked waits only for replicas that are there. */
  void end() {
    ending = true;
    dropIfNobodyIsLeft();
  }

  private void dropIfNobodyIsLeft() {
    if (ending && !moreToCome.getAsBoolean() && owners.get().findAny().isEmpty()) {
      parked.forEach(connection -> connection.unsafe().closeForcibly());
      parked.clear();
    }
  }
}
