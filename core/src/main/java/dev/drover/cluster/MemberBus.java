package dev.drover.cluster;

import dev.drover.config.Durations;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.time.Duration;
import java.util.List;

/**
 * The event bus of one member: what follows for it when others come, go, or die, in what it knows
 * of them ({@link PeerRegistrations}), awaits of them ({@link BusTraffic}) and tells its services.
 * Safe for all threads after {@link #init} and {@link #registrations}; never blocks.
 */
final class MemberBus {
  private static final Logger LOG = LoggerFactory.getLogger(MemberBus.class);

  /**
   * By then the cluster has removed a member that is really dead: it misses heartbeats for 10 s at
   * most.
   */
  static final Duration DEAD_FOR = Duration.ofSeconds(30);

  /** By then the cluster has told what it knows, however many members it has just lost. */
  private static final Duration TOLD_BY = Duration.ofSeconds(10);

  private final ClusterMembers cluster;
  private final Duration deadFor;
  private final DeadMembers dead = new DeadMembers();
  private final BusTraffic traffic;
  private final Farewell farewell = new Farewell();
  private final MemberServices services = new MemberServices();
  private final OtherMembers others;
  private final MemberLeave leaving;
  private Vertx vertx;
  private RegistrationListener selector;
  private volatile PeerRegistrations peers;

  /**
   * @param own this member's registrations
   * @param deadFor how long a member that was declared dead may go on being one before it is taken
   *     for alive
   */
  MemberBus(ClusterMembers cluster, OwnRegistrations own, Duration deadFor) {
    this.cluster = cluster;
    this.deadFor = deadFor;
    traffic = new BusTraffic(cluster::nodeId, dead::contains);
    others = new OtherMembers(cluster, dead, farewell);
    leaving = new MemberLeave(own, others, traffic, services);
  }

  /** To be called first, before anybody else may use the event bus. */
  void init(Vertx owner) {
    vertx = owner;
    traffic.init(owner);
    others.init(owner);
    leaving.init(owner);
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

  /** Those who have to take note of this member. */
  OtherMembers others() {
    return others;
  }

  /** How this member leaves, whole or in part. */
  MemberLeave leaving() {
    return leaving;
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
    if (dead.lost(nodeId)) {
      peers.refresh(nodeId);
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
    if (dead.came(nodeId)) {
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
    if (nodeId.equals(cluster.nodeId()) || !dead.declare(nodeId)) {
      return;
    }
    peers.refresh(nodeId);
    gone(nodeId);
    vertx.setTimer(deadFor.toMillis(), over -> forgive(nodeId));
  }

  /** A node id is never used again, so one that is still a member now was declared dead wrongly. */
  void forgive(String nodeId) {
    dead.believeCluster(nodeId);
    if (cluster.all().contains(nodeId)) {
      LOG.warn(
          "member %s was declared dead, and is a member of the cluster %s later: it gets messages again"
              .formatted(nodeId, Durations.format(deadFor)));
      dead.revive(nodeId);
      peers.refresh(nodeId);
      membersChanged();
    } else {
      bury(nodeId);
    }
  }

  /** A registration that came when the cluster had removed the others of its member would stay. */
  private void bury(String nodeId) {
    peers.of(nodeId).forEach((address, all) -> all.forEach(one -> cluster.remove(address, one)));
    dead.bury(nodeId);
  }
}
