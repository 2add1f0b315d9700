package dev.drover.cluster;

import dev.drover.config.Durations;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event bus of one member: who is dead to it, what is in flight on it, and how it leaves. */
final class MemberBus {
  /** What has to be known of the cluster; nothing here may wait for it. */
  interface Cluster {
    String nodeId();

    /** The node ids of all members, this one included. */
    List<String> all();

    /** Those of them that are Drover's, the one that has been in the cluster longest first. */
    List<String> ours();

    /** Those of them that take part in a {@link Farewell}. */
    List<String> talking();

    /** Whether the event bus of that member is known to have started. */
    boolean isTalking(String nodeId);

    /** Takes another member's registration out of the cluster. */
    void remove(String address, RegistrationInfo registration);
  }

  private static final Logger LOG = LoggerFactory.getLogger(MemberBus.class);

  /**
   * By then the cluster has removed a member that is really dead: it misses heartbeats for 10 s at
   * most.
   */
  static final Duration DEAD_FOR = Duration.ofSeconds(30);

  /** The latest dead are remembered for good. */
  private static final int MOST_BURIED = 1_000;

  /** For an answer of a member that is alive, however busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * Members that are not Drover's apply a change of the shared registrations within 80 ms, as
   * measured; doubled for a busy machine.
   */
  private static final Duration SETTLE = Duration.ofMillis(160);

  /** By then the cluster has told what it knows, however many members it has just lost. */
  private static final Duration TOLD_BY = Duration.ofSeconds(10);

  private static final Duration HELD_UP = Duration.ofMillis(Farewell.HELD_UP_MILLIS);

  private final Cluster cluster;
  private final Duration deadFor;
  private final Set<String> dead = ConcurrentHashMap.newKeySet();

  /** Those of them that somebody else has said it of. */
  private final Set<String> declared = ConcurrentHashMap.newKeySet();

  private final Queue<String> buried = new ArrayDeque<>();
  private final BusTraffic traffic;
  private final Farewell farewell = new Farewell();
  private final MemberServices services = new MemberServices();
  private Vertx vertx;
  private RegistrationListener selector;
  private volatile PeerRegistrations peers;

  /**
   * @param deadFor how long a member that was declared dead may go on being one before it is taken
   *     for alive
   */
  MemberBus(Cluster cluster, Duration deadFor) {
    this.cluster = cluster;
    this.deadFor = deadFor;
    traffic = new BusTraffic(cluster::nodeId, dead::contains);
  }

  void init(Vertx owner) {
    vertx = owner;
    traffic.init(owner);
    services.init(
        owner,
        new MemberView() {
          @Override
          public void tell() {
            membersChanged();
          }

          @Override
          public boolean isReachable(String nodeId) {
            return cluster.isTalking(nodeId);
          }
        });
  }

  MemberServices services() {
    return services;
  }

  /**
   * What is to be told of registrations instead of {@code listener}.
   *
   * @param lookup asks the cluster
   */
  RegistrationListener registrations(
      RegistrationListener listener, PeerRegistrations.Lookup lookup) {
    selector = listener;
    peers =
        new PeerRegistrations(
            listener,
            lookup,
            task -> vertx.setTimer(TOLD_BY.toMillis(), timer -> task.run()),
            dead::contains,
            id -> cluster.all().contains(id));
    return peers;
  }

  /** The cluster has let this member in, whose event bus is about to start. */
  void joined() {
    watchOthers();
  }

  /**
   * Nobody sends to a member that is alone, and whoever comes cannot before the cluster has told of
   * it here: the one that is alone lets others in.
   */
  private void watchOthers() {
    if (cluster.all().size() > 1) {
      traffic.watch();
    }
  }

  /** Whether there has been no other member yet. */
  boolean isAlone() {
    return !traffic.isWatching();
  }

  /** The event bus works from now on. */
  void started() {
    farewell.listen(vertx, cluster.nodeId(), peers);
    services.started(cluster.nodeId(), this::alive);
  }

  /** Somebody has come, gone, or died. */
  void membersChanged() {
    services.changed(this::alive);
  }

  private List<String> alive() {
    return cluster.ours().stream().filter(nodeId -> !dead.contains(nodeId)).toList();
  }

  void look(String address, Completable<List<RegistrationInfo>> promise) {
    if (MemberAddress.is(address)) {
      promise.succeed(MemberAddress.handlersAt(address));
    } else {
      peers.look(address, promise);
    }
  }

  /** The cluster has lost a member, or it has left. */
  void left(String nodeId) {
    // What the cluster has still to forget of it must not get another message: nobody would tell
    // when that is lost.
    if (dead.add(nodeId)) {
      peers.refresh(nodeId);
      remember(nodeId);
    }
    gone(nodeId);
  }

  private void gone(String nodeId) {
    farewell.left(nodeId);
    peers.left(nodeId);
    traffic.fail(nodeId);
    forget(MemberAddress.of(nodeId));
    services.addressesOf(nodeId).forEach(this::forget);
    membersChanged();
  }

  private void forget(String address) {
    selector.registrationsUpdated(new RegistrationUpdateEvent(address, List.of()));
  }

  /** The cluster has one more; a node id that it has had before is that of one who was cut off. */
  void came(String nodeId) {
    watchOthers();
    if (!declared.contains(nodeId) && dead.remove(nodeId)) {
      peers.refresh(nodeId);
    }
    membersChanged();
  }

  /** Has the event bus ask the cluster anew for what it sends next. */
  void forget() {
    peers.registrationsLost();
  }

  /** Whether that one leaves, or has left, in good order. */
  boolean hasSaidBye(String nodeId) {
    return farewell.hasSaidBye(nodeId);
  }

  /** The process of that member is gone, whatever the cluster says of it. */
  void declareDead(String nodeId) {
    if (nodeId.equals(cluster.nodeId()) || !dead.add(nodeId)) {
      return;
    }
    declared.add(nodeId);
    peers.refresh(nodeId);
    gone(nodeId);
    vertx.setTimer(deadFor.toMillis(), over -> forgive(nodeId));
  }

  /** A node id is never used again, so one that is still a member now was declared dead wrongly. */
  void forgive(String nodeId) {
    declared.remove(nodeId);
    if (cluster.all().contains(nodeId)) {
      LOG.warn(
          "member %s was declared dead, and is a member of the cluster %s later: it gets messages again"
              .formatted(nodeId, Durations.format(deadFor)));
      dead.remove(nodeId);
      peers.refresh(nodeId);
      membersChanged();
    } else {
      bury(nodeId);
    }
  }

  /** A registration that came when the cluster had removed the others of its member would stay. */
  private void bury(String nodeId) {
    peers.of(nodeId).forEach((address, all) -> all.forEach(one -> cluster.remove(address, one)));
    remember(nodeId);
  }

  private void remember(String nodeId) {
    synchronized (buried) {
      buried.add(nodeId);
      if (buried.size() > MOST_BURIED) {
        dead.remove(buried.remove());
      }
    }
  }

  /** Completes when the others know of these handlers. */
  Future<Void> introduced(List<OwnRegistrations.Shared> handlers) {
    Future<Void> settled = settled();
    return farewell.introduced(handlers, others(), PATIENCE).compose(told -> settled);
  }

  /**
   * To be called when the cluster does not name this member any more. Completes when nothing more
   * comes to it but replies.
   */
  Future<Void> withdrawn(Duration limit) {
    List<String> talking = others();
    Future<Void> settled = settled();
    return farewell.withdrawn(talking, shorter(limit, PATIENCE)).compose(told -> settled);
  }

  private Future<Void> settled() {
    return cluster.all().size() == cluster.talking().size()
        ? Future.succeededFuture()
        : vertx.timer(SETTLE.toMillis()).mapEmpty();
  }

  /**
   * Completes when all that has come to this member is handled and every request has its reply, in
   * both directions, and the others have what they were sent; or when the time is over.
   *
   * @param handlers how many there are at each address
   * @return how many requests have no reply
   */
  Future<Integer> finish(Map<String, Integer> handlers, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    return within(limit, watched().compose(watched -> traffic.passQueues(handlers)))
        .compose(passed -> services.idle(until(end)))
        .compose(idle -> traffic.idle(until(end)))
        .map(idle -> traffic.requests())
        .compose(
            left ->
                // A member that has not answered everybody in time still has to say bye.
                farewell.bye(others(), PATIENCE).map(said -> left));
  }

  /** The cluster has been told that this member has no more handlers at some addresses. */
  Future<Void> forgotten() {
    return vertx.timer(SETTLE.toMillis()).mapEmpty();
  }

  /**
   * Takes the consumers of an instance from the event bus. Completes when their handlers have got
   * all that was on its way to them and every request is replied to, in both directions; or when
   * the time is over.
   */
  Future<Void> leave(InstanceBus instance, Duration limit) {
    return watched()
        .compose(watched -> instance.unregister(traffic))
        // Between the choice of a handler and the write to its queue a thread may be held up.
        .compose(unregistered -> vertx.timer(HELD_UP.toMillis()))
        .compose(passed -> traffic.answered(() -> !instance.awaitsReply(), limit));
  }

  /** Completes when nothing is in flight that is not known of, but what Vert.x knows itself. */
  private Future<Void> watched() {
    return traffic.watch() ? vertx.timer(HELD_UP.toMillis()).mapEmpty() : Future.succeededFuture();
  }

  private Future<Void> within(Duration limit, Future<Void> work) {
    return Future.any(work, vertx.timer(Math.max(1, limit.toMillis()))).mapEmpty();
  }

  private List<String> others() {
    return cluster.talking().stream()
        .filter(member -> !member.equals(cluster.nodeId()) && !dead.contains(member))
        .filter(member -> !farewell.hasSaidBye(member))
        .toList();
  }

  private static Duration until(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
