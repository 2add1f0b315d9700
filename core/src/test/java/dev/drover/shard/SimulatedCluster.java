package dev.drover.shard;

import io.vertx.core.Completable;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Nodes in a world whose time and network are a program's: what happens follows from the seed
 * alone. Messages between two nodes are delayed and keep their order, unless their connection
 * breaks: then some are lost. Views of who is a member arrive at different times.
 */
final class SimulatedCluster {
  private record Event(long at, long number, Runnable task) {}

  private record Pair(String from, String to) {}

  final class Member {
    final String id;
    final ShardNode node;
    final List<LocalConsumer> consumers = new ArrayList<>();
    boolean alive = true;
    boolean leaving;
    private Set<String> side = Set.of();

    Member(String id) {
      this.id = id;
      node = new ShardNode(id, new SimulatedLink(this));
    }

    private boolean reaches(String other) {
      return side.isEmpty() || side.contains(other);
    }
  }

  final Random random;
  final Map<String, Member> members = new LinkedHashMap<>();
  final ShardChecker checker = new ShardChecker();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Map<Pair, Long> lastArrival = new HashMap<>();
  private long now;
  private long number;
  private int lastMember;

  /** How many of 10,000 messages break their connection. */
  int breaks;

  SimulatedCluster(long seed) {
    random = new Random(seed);
  }

  long now() {
    return now;
  }

  /** Lets so much time pass. */
  void run(long millis) {
    long end = now + millis;
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event next = events.poll();
      now = next.at();
      next.task().run();
    }
    now = end;
  }

  void at(long inMillis, Runnable task) {
    events.add(new Event(now + inMillis, ++number, task));
  }

  Member join() {
    Member member = new Member("n" + ++lastMember);
    members.put(member.id, member);
    viewsChange(60);
    return member;
  }

  /** As by kill -9; the others learn it soon. */
  void crash(Member member) {
    member.alive = false;
    members.remove(member.id);
    viewsChange(200);
  }

  /** Goes as a replica does that drains: what it has said is heard before it ends. */
  void leave(Member member) {
    member.leaving = true;
    member
        .node
        .consumers()
        .leave()
        .compose(left -> member.node.outgoing().idle())
        .onSuccess(
            idle ->
                at(
                    100,
                    () -> {
                      if (member.alive) {
                        checker.crashed(member.id);
                        crash(member);
                      }
                    }));
  }

  /** Cuts the cluster in two. */
  void split(Set<String> oneSide) {
    Set<String> other = new HashSet<>(members.keySet());
    other.removeAll(oneSide);
    members.values().forEach(one -> one.side = oneSide.contains(one.id) ? oneSide : other);
    viewsChange(100);
  }

  void heal() {
    members.values().forEach(one -> one.side = Set.of());
    viewsChange(100);
  }

  private void viewsChange(int within) {
    for (Member member : members.values()) {
      at(
          random.nextInt(within),
          () -> {
            if (member.alive) {
              member
                  .node
                  .peers()
                  .changed(members.keySet().stream().filter(member::reaches).toList());
            }
          });
    }
  }

  LocalConsumer consumer(Member member, ShardConsumerOptions options) {
    LocalConsumer consumer =
        new LocalConsumer("orders", options, new SimulatedWorker(this, member));
    member.consumers.add(consumer);
    member.node.consumers().enter(consumer);
    return consumer;
  }

  /** Sends the next message with that key from there. */
  void send(Member from, String key, boolean answered) {
    ShardChecker.Sent sent = checker.sending(from.id, key);
    Item item =
        new Item(
            key,
            MultiMap.caseInsensitiveMultiMap(),
            sent.body(),
            null,
            (result, failure) -> {
              if (from.alive) {
                checker.ended(sent, failure);
              }
            });
    from.node.outgoing().send("orders", item, answered, 20_000);
  }

  void ifAlive(Member member, Runnable task) {
    if (member.alive) {
      task.run();
    }
  }

  private void transmit(Member from, String to, Consumer<Member> arrival) {
    Pair pair = new Pair(from.id, to);
    if (random.nextInt(10_000) < breaks) {
      return;
    }
    long delay = random.nextInt(20) == 0 ? random.nextInt(80) : random.nextInt(4);
    long arrives = Math.max(now + delay, lastArrival.getOrDefault(pair, 0L));
    lastArrival.put(pair, arrives);
    at(
        arrives - now,
        () -> {
          Member member = members.get(to);
          if (member != null && from.reaches(to)) {
            arrival.accept(member);
          }
        });
  }

  /** What a node has sent before it crashed may still arrive. */
  private final class SimulatedLink implements Link {
    private final Member member;

    SimulatedLink(Member member) {
      this.member = member;
    }

    @Override
    public void tell(String node, JsonObject word) {
      JsonObject copy = new JsonObject(word.encode());
      transmit(member, node, to -> to.node.peers().told(member.id, copy));
    }

    @Override
    public void deliver(String node, Parcel parcel) {
      transmit(member, node, to -> to.node.parcel(member.id, parcel));
    }

    @Override
    public void answer(String node, Answer answer) {
      transmit(member, node, to -> to.node.outgoing().answered(answer));
    }

    @Override
    public void handOver(String node, Handover handover) {
      transmit(member, node, to -> to.node.handedOver(member.id, handover));
    }

    @Override
    public Runnable later(long millis, Runnable task) {
      boolean[] cancelled = {false};
      at(
          millis,
          () -> {
            if (!cancelled[0]) {
              ifAlive(member, task);
            }
          });
      return () -> cancelled[0] = true;
    }

    @Override
    public void lookAgain() {}

    @Override
    public long now() {
      return now;
    }
  }

  /**
   * Counts per shard what has been handled: the count is its state, and is checked at each move.
   */
  private static final class SimulatedWorker implements Worker {
    private final SimulatedCluster cluster;
    private final Member member;
    private final Map<Integer, Integer> counts = new HashMap<>();

    SimulatedWorker(SimulatedCluster cluster, Member member) {
      this.cluster = cluster;
      this.member = member;
    }

    @Override
    public void handle(Parcel parcel, Completable<Object> done) {
      cluster.checker.begin(member.id, parcel.shard(), parcel.key(), parcel.body());
      counts.merge(parcel.shard(), 1, Integer::sum);
      cluster.at(
          cluster.random.nextInt(6),
          () ->
              cluster.ifAlive(
                  member,
                  () -> {
                    cluster.checker.end(member.id, parcel.shard());
                    done.complete("done", null);
                  }));
    }

    @Override
    public void restore(int shard, Buffer state, Completable<Void> done) {
      Integer count = state == null ? null : Integer.valueOf(state.toString());
      cluster.checker.restored(member.id, shard, count);
      counts.put(shard, count == null ? 0 : count);
      cluster.at(
          cluster.random.nextInt(10),
          () -> cluster.ifAlive(member, () -> done.complete(null, null)));
    }

    @Override
    public void release(int shard, Completable<Buffer> done) {
      int count = counts.getOrDefault(shard, 0);
      cluster.checker.released(member.id, shard, count);
      cluster.at(
          cluster.random.nextInt(10),
          () ->
              cluster.ifAlive(
                  member, () -> done.complete(Buffer.buffer(String.valueOf(count)), null)));
    }
  }
}
