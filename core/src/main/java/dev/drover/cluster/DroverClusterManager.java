package dev.drover.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;

/** Hazelcast as Drover configures it, with a leave that loses no message. */
public final class DroverClusterManager extends HazelcastClusterManager {

  /**
   * Others apply a change of the shared registrations within 80 ms at most, as measured; doubled
   * for a busy machine.
   */
  private static final Duration SETTLE = Duration.ofMillis(160);

  private final Entrance entrance;
  private final OwnRegistrations registrations =
      new OwnRegistrations(super::addRegistration, super::removeRegistration);

  private Vertx vertx;
  private volatile boolean joined;

  private DroverClusterManager(Config config, Entrance entrance) {
    super(config);
    this.entrance = entrance;
  }

  /**
   * For a replica the supervisor has granted entry. Good for one join: after a failure ({@link
   * JoinFailure}) ask for another grant, and build another Vert.x with it.
   */
  public static DroverClusterManager of(JoinGrant grant) {
    HazelcastLogging.quieten();
    GrantedEntrance entrance = new GrantedEntrance(grant);
    return new DroverClusterManager(entrance.config(), entrance);
  }

  /**
   * For a JVM without a supervisor. A Hazelcast configuration of the user's own (system property
   * {@code vertx.hazelcast.config}, or {@code cluster.xml} on the class path) is used as it is.
   * Otherwise all JVMs with the same cluster name on this machine's loopback interface find each
   * other, up to {@value SearchedEntrance#MEMBERS} of them.
   *
   * @param clusterName null for {@link ClusterName#ofUser()}; unused with a configuration of the
   *     user's own
   */
  public static DroverClusterManager standalone(String clusterName) {
    if (UserConfiguration.exists()) {
      return new DroverClusterManager(ConfigUtil.loadConfig(), Entrance.OPEN);
    }
    HazelcastLogging.quieten();
    SearchedEntrance entrance =
        new SearchedEntrance(clusterName == null ? ClusterName.ofUser() : clusterName);
    return new DroverClusterManager(entrance.config(), entrance);
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

  @Override
  public void init(Vertx owner) {
    vertx = owner;
    super.init(owner);
  }

  @Override
  public void join(Completable<Void> promise) {
    entrance
        .enter(vertx, () -> Future.future(super::join))
        .onSuccess(entered -> joined = true)
        .recover(this::cleanUp)
        .onComplete(promise);
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
            })
        .transform(ended -> Future.failedFuture(failure));
  }

  /** The name of the cluster this member is in; call it once it has joined. */
  public String clusterName() {
    return getHazelcastInstance().getConfig().getClusterName();
  }

  @Override
  public void leave(Completable<Void> promise) {
    if (joined) {
      super.leave(promise);
    } else {
      // Hazelcast ended itself when the join failed; the inherited leave would trip over that.
      promise.succeed();
    }
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    registrations.add(address, info).onComplete(promise);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    registrations.remove(address, info).onComplete(promise);
  }

  /**
   * Withdraws this member's event-bus registrations from the cluster while its handlers stay, so
   * that what is already on its way is still handled, and what this member sends to itself too.
   * Completes when the other members have had time to notice; call it once, before closing.
   */
  public Future<Void> withdraw() {
    return registrations.withdraw().compose(withdrawn -> vertx.timer(SETTLE.toMillis()).mapEmpty());
  }
}
