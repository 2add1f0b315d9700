package dev.drover.shard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What this node sends to one shard, in order, whoever owns it. Nothing goes to a new owner before
 * all that was sent to the old one is known to have been taken by it, or has come back.
 */
final class OutChannel {
  /** Where the shard is, as this node knows. */
  record Route(String node, long epoch) {}

  /** How channels reach nodes. */
  interface Way {
    /** Whether the end of that node would be told. */
    boolean isMember(String node);

    /** Higher with every call. */
    long nextStream();

    void deliver(String node, Parcel parcel);
  }

  private record Sent(long seq, Item item) {}

  private static final int WINDOW = 512;

  private final String group;
  private final int shard;
  private final Way way;
  private final Deque<Item> queue = new ArrayDeque<>();
  private final Deque<Sent> sent = new ArrayDeque<>();
  private Route route;
  private String node;
  private long stream;
  private long streamEpoch;
  private long seq;
  private long staleEpoch = -1;
  private boolean quiet;
  private boolean probing;

  OutChannel(String group, int shard, Way way) {
    this.group = group;
    this.shard = shard;
    this.way = way;
  }

  int waiting() {
    return queue.size();
  }

  /** Whether it cannot go on without a new route. */
  boolean isLost() {
    return !queue.isEmpty() && sent.isEmpty() && usable() == null;
  }

  boolean isIdle() {
    return queue.isEmpty() && sent.isEmpty();
  }

  void add(Item item) {
    queue.add(item);
    pump();
  }

  void route(Route now) {
    if (route == null || now.epoch() > route.epoch()) {
      route = now;
      pump();
    }
  }

  private Route usable() {
    boolean usable = route != null && route.epoch() > staleEpoch && way.isMember(route.node());
    return usable ? route : null;
  }

  void pump() {
    while (!queue.isEmpty() && sent.size() < WINDOW && open()) {
      Item item = queue.poll();
      if (!item.isOver()) {
        send(item);
      }
    }
  }

  /** Whether there is a stream to where the shard is. */
  private boolean open() {
    Route to = usable();
    if (node != null && (to == null || to.node().equals(node))) {
      return true;
    }
    if (to == null || !sent.isEmpty()) {
      return false;
    }
    node = to.node();
    stream = way.nextStream();
    streamEpoch = to.epoch();
    seq = 0;
    return true;
  }

  private void send(Item item) {
    try {
      way.deliver(node, item.to(node, group, shard, stream, seq + 1));
    } catch (IllegalArgumentException noCodec) {
      item.complete(null, noCodec);
      return;
    }
    seq++;
    quiet = false;
    sent.add(new Sent(seq, item));
  }

  /**
   * @param upTo the last that the owner has taken
   */
  void took(String from, long itsStream, long upTo, Inbox.Word word) {
    if (!from.equals(node) || itsStream != stream) {
      return;
    }
    while (!sent.isEmpty() && sent.peek().seq() <= upTo) {
      Item item = sent.poll().item();
      if (item.request() == 0) {
        item.complete(null, null);
      }
      quiet = false;
    }
    if (word == Inbox.Word.CLOSED) {
      turnedAway();
    } else if (probing || word == Inbox.Word.AGAIN) {
      // What was sent before has arrived by now, or never will.
      sent.forEach(this::deliver);
    }
    probing = false;
    pump();
  }

  private void turnedAway() {
    staleEpoch = Math.max(staleEpoch, streamEpoch);
    for (Sent one = sent.pollLast(); one != null; one = sent.pollLast()) {
      one.item().returned();
      queue.addFirst(one.item());
    }
    node = null;
  }

  private void forgetRoute(String to) {
    if (route != null && route.node().equals(to)) {
      staleEpoch = Math.max(staleEpoch, route.epoch());
    }
  }

  /** A node takes nothing more, and has said what it took. */
  void left(String owner) {
    forgetRoute(owner);
    if (owner.equals(node)) {
      turnedAway();
      pump();
    }
  }

  /** A node has ended. Returns what was sent there and may or may not have been taken. */
  List<Item> gone(String ended) {
    List<Item> unknown = new ArrayList<>();
    forgetRoute(ended);
    if (ended.equals(node)) {
      node = null;
      sent.forEach(one -> unknown.add(one.item()));
      sent.clear();
      pump();
    }
    return unknown;
  }

  /**
   * Called now and then. When nothing has been heard for that long, the first is sent again: the
   * owner knows it by its number, and says how far it is.
   */
  void nudge() {
    if (quiet && !sent.isEmpty()) {
      probing = true;
      deliver(sent.peek());
    }
    quiet = true;
  }

  private void deliver(Sent one) {
    way.deliver(node, one.item().to(node, group, shard, stream, one.seq()));
  }

  /** Nobody will take these; all that waits. */
  List<Item> giveUp() {
    List<Item> all = new ArrayList<>(queue);
    queue.clear();
    return all;
  }

  /** Forgets those that are over without having been sent. */
  void sweep() {
    queue.removeIf(Item::isOver);
  }
}
