package dev.drover.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import dev.drover.config.ClusterConfig;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Hazelcast as Drover configures it, with a leave that loses no message. */
public final class DroverClusterManager extends HazelcastClusterManager {

  private final MemberSetup setup;
  private final OwnRegistrations registrations =
      new OwnRegistrations(super::addRegistration, super::removeRegistration);

  private final NodeInfos nodeInfos = new NodeInfos();
  private final MemberBus bus;
  private final Membership membership;
  private volatile Vertx vertx;

  /** In whose order the cluster's news of its members is worked through. */
  private volatile Context news;

  private volatile boolean joined;

  private DroverClusterManager(MemberSetup setup, Duration deadFor) {
    super(setup.config());
    this.setup = setup;
    bus =
        new MemberBus(
            new HazelcastMembers(this, nodeInfos, super::removeRegistration),
            registrations,
            deadFor);
    membership =
        new Membership(
            bus,
            new Repair(new SharedRegistrations(this, registrations, nodeInfos, bus), Repair.WHEN));
    HazelcastMembers.mark(setup.config());
  }

  /**
   * For a replica the supervisor has granted entry. Good for one join: after a failure ({@link
   * JoinFailure}) ask for another grant, and build another Vert.x with it.
   */
  public static DroverClusterManager of(JoinGrant grant) {
    return of(grant, MemberBus.DEAD_FOR);
  }

  /**
   * The same for a cluster that may have members on other hosts. Blocks while it asks DNS which
   * address of this machine they reach it by.
   *
   * @throws dev.drover.config.ConfigException when there is none
   */
  public static DroverClusterManager of(JoinGrant grant, ClusterConfig cluster) {
    return new DroverClusterManager(MemberSetup.of(grant, cluster), MemberBus.DEAD_FOR);
  }

  /**
   * @param deadFor how long a member that was declared dead may go on being one before it is taken
   *     for alive
   */
  static DroverClusterManager of(JoinGrant grant, Duration deadFor) {
    return new DroverClusterManager(MemberSetup.of(grant, ClusterConfig.LOCAL), deadFor);
  }

  /** As {@link #standalone(ClusterConfig)}, on this machine's loopback interface. */
  public static DroverClusterManager standalone(String clusterName) {
    return standalone(ClusterConfig.named(clusterName));
  }

  /**
   * For a JVM without a supervisor. A Hazelcast configuration of the user's own (system property
   * {@code vertx.hazelcast.config}, or {@code cluster.xml} on the class path) is used as it is.
   * Otherwise members are found as the cluster says; without a word about other hosts, all JVMs
   * with the same cluster name on this machine's loopback interface find each other, up to {@value
   * SearchedEntrance#MEMBERS} of them. May block while it asks DNS.
   *
   * @param cluster its name may be null for {@link ClusterName#ofUser()}; unused with a
   *     configuration of the user's own
   */
  public static DroverClusterManager standalone(ClusterConfig cluster) {
    return new DroverClusterManager(MemberSetup.standalone(cluster), MemberBus.DEAD_FOR);
  }

  /**
   * Whether an application leaves the choice of its cluster manager to Drover: it has named none
   * and has no Hazelcast configuration of its own.
   *
   * @param chosen what Vert.x would use: null, or what was named, or vertx-hazelcast's default
   */
  public static boolean isFreeToChoose(ClusterManager chosen) {
    boolean unnamed =
        chosen == null
            || chosen.getClass() == HazelcastClusterManager.class
                && ((HazelcastClusterManager) chosen).getConfig() == null
                && ((HazelcastClusterManager) chosen).getHazelcastInstance() == null;
    return unnamed && !UserConfiguration.exists();
  }

  /**
   * Lays what a cluster says of the event bus over options of Vert.x' that leave it open: ports,
   * addresses, key material, and how soon a connection counts as broken.
   */
  public static void prepare(EventBusOptions options, ClusterConfig cluster) {
    new BusSettings(cluster).applyTo(options);
  }

  @Override
  public void init(Vertx owner) {
    vertx = owner;
    news = ((VertxInternal) owner).createEventLoopContext();
    bus.init(owner);
    membership.init(owner);
    super.init(owner);
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    super.registrationListener(bus.registrations(listener, super::getRegistrations));
  }

  /** The event bus calls this when it starts. */
  @Override
  public void setNodeInfo(NodeInfo nodeInfo, Completable<Void> promise) {
    super.setNodeInfo(
        nodeInfo,
        (set, failure) -> {
          promise.complete(set, failure);
          if (failure == null) {
            // The promise was all it waited for; one more turn, and it has started.
            vertx.getOrCreateContext().runOnContext(started -> bus.started());
          }
        });
  }

  @Override
  public void join(Completable<Void> promise) {
    setup
        .entrance()
        .enter(vertx, () -> Future.future(super::join))
        .compose(entered -> vertx.executeBlocking(this::follow, false))
        .onSuccess(following -> joined())
        .recover(this::cleanUp)
        .onComplete(promise);
  }

  private void joined() {
    joined = true;
    bus.joined();
  }

  private Void follow() {
    nodeInfos.follow(getHazelcastInstance());
    return null;
  }

  /** A Hazelcast that cannot join ends itself; one that fails right after joining does not. */
  private Future<Void> cleanUp(Throwable failure) {
    HazelcastInstance instance = getHazelcastInstance();
    if (instance == null) {
      return Future.failedFuture(failure);
    }
    return vertx
        .<Void>executeBlocking(
            () -> {
              instance.getLifecycleService().terminate();
              return null;
            },
            // What joined may still be waiting for it.
            false)
        .transform(ended -> Future.failedFuture(failure));
  }

  /** Whose event bus it is; null before it was told. */
  public Vertx vertx() {
    return vertx;
  }

  /** The name of the cluster this member is in; call it once it has joined. */
  public String clusterName() {
    String name = setup.cluster().name();
    return name == null ? getHazelcastInstance().getConfig().getClusterName() : name;
  }

  @Override
  public String clusterHost() {
    return setup.host() == null ? super.clusterHost() : setup.host();
  }

  /**
   * Completes when as many members are there as {@link ClusterConfig#minimum} says, on no
   * particular context; call it once it has joined.
   *
   * @param waiting told how many there are, first and whenever that changes; not called when there
   *     is nothing to wait for
   */
  public Future<Void> whole(Consumer<String> waiting) {
    return new Quorum(getHazelcastInstance(), clusterName(), setup.cluster().minimum())
        .whole(waiting);
  }

  @Override
  public void leave(Completable<Void> promise) {
    if (joined && !membership.shutOut().isComplete()) {
      super.leave(promise);
    } else {
      // Hazelcast has ended by itself; the inherited leave would trip over that.
      promise.succeed();
    }
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    if (MemberAddress.is(address)) {
      promise.succeed();
    } else {
      registrations.add(address, info).onComplete(promise);
    }
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    if (MemberAddress.is(address)) {
      promise.succeed();
    } else {
      registrations.remove(address, info).onComplete(promise);
    }
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    bus.look(address, promise);
  }

  @Override
  public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
    NodeInfo known = nodeInfos.of(nodeId);
    if (known == null) {
      super.getNodeInfo(nodeId, promise);
    } else {
      promise.succeed(known);
    }
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    if (isActive()) {
      membership.removed(event.getMember());
      inherited(() -> super.memberRemoved(event));
    }
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    if (isActive()) {
      inherited(() -> super.memberAdded(event));
      membership.added(event.getMember());
    }
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    if (isActive()) {
      inherited(() -> super.stateChanged(event));
      membership.changed(event.getState(), getHazelcastInstance());
    }
  }

  /**
   * What is inherited may have to wait for members of which nobody knows yet that they are dead
   * too. Hazelcast's own thread for events must not: it is the one by which all news comes.
   */
  private void inherited(Runnable work) {
    news.executeBlocking(
        () -> {
          work.run();
          return null;
        },
        true);
  }

  /**
   * Completes when Hazelcast has ended by itself, because it could not get back into its cluster:
   * the event bus will reach no other member any more, and only another JVM will. Any thread.
   */
  public Future<Void> shutOut() {
    return membership.shutOut();
  }

  /**
   * Somebody who knows, such as a supervisor, says that the process of another member has ended.
   * From now on this member sends nothing to it, without asking the cluster, which may take seconds
   * to notice; and requests that wait for its replies fail with a {@link MemberLostException}.
   *
   * <p>A node id is used for one life only: whoever follows in the same slot is not affected. If
   * the dead is still a member of the cluster after 30 s, it was not dead, and gets messages again.
   *
   * @param nodeId unknown ones, and this member's own, are ignored
   */
  public void declareDead(String nodeId) {
    if (joined) {
      bus.declareDead(nodeId);
    }
  }

  /**
   * Completes when the other members know of the handlers that this one has now, so that a message
   * for them finds them even if another member that has such ones dies in the next moment; or after
   * 3 s, if members do not say so. Completes on no particular context.
   */
  public Future<Void> introduce() {
    return isActive() ? bus.others().introduced(registrations.shared()) : Future.succeededFuture();
  }

  /**
   * The first half of a leave without loss: withdraws this member's event-bus registrations from
   * the cluster while its handlers stay, so that what is already on its way is still handled, and
   * what this member sends to itself too. Completes when the other members send nothing more to it
   * but replies, and all that they had sent is here; members that do not say so are waited for as
   * long as they usually take. Call it once.
   *
   * @param limit for their answers
   */
  public Future<Void> withdraw(Duration limit) {
    return isActive() ? bus.leaving().withdraw(limit) : Future.succeededFuture();
  }

  /**
   * Takes the consumers of one instance of a verticle from the event bus without losing a message,
   * while other instances stay: addresses at which this member has no other handler are withdrawn
   * from the cluster first. Completes when its handlers have got all that was on its way to them,
   * every request that they or others of this member had by then is replied to (or has failed, if
   * this member sent it), and it waits for no reply itself; or when the time is over. Undeploying
   * it should follow. Completes on no particular context.
   *
   * @param instance the instance's context
   * @param limit for what is in flight
   */
  public Future<Void> leave(Context instance, Duration limit) {
    return isActive()
        ? bus.leaving().leave((ContextInternal) instance, limit)
        : Future.succeededFuture();
  }

  /**
   * The second half: completes at a moment in which handlers have got all that had come for them,
   * every request of another member's that has reached a handler of this one is replied to, and
   * every request of this member's own has its reply or has failed, as by its timeout. Another's
   * request whose message the application has let go of without a reply does not count once the
   * garbage collector has noticed. Nothing is cut: that is up to closing Vert.x, which should
   * follow.
   *
   * @param limit for all of this; it completes then at the latest, or up to 3 s later if members do
   *     not answer
   * @return how many requests are without a reply, which is more than 0 only when the limit was
   *     reached
   */
  public Future<Integer> finish(Duration limit) {
    return isActive() ? bus.leaving().finish(limit) : Future.succeededFuture(0);
  }

  MemberBus bus() {
    return bus;
  }
}
