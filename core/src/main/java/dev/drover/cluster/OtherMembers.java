package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * The other members of the cluster as they take note of this one: that it has come, withdraws, or
 * has left. Those that are Drover's say when they have; the rest get the time that they usually
 * take. Any thread; what it returns completes on no particular context.
 */
final class OtherMembers {
  /** For an answer of a member that is alive, however busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * Members that are not Drover's apply a change of the shared registrations within 80 ms, as
   * measured; doubled for a busy machine.
   */
  private static final Duration SETTLE = Duration.ofMillis(160);

  private final ClusterMembers cluster;
  private final DeadMembers dead;
  private final Farewell farewell;
  private Vertx vertx;

  OtherMembers(ClusterMembers cluster, DeadMembers dead, Farewell farewell) {
    this.cluster = cluster;
    this.dead = dead;
    this.farewell = farewell;
  }

  /** To be called before anything else here. */
  void init(Vertx owner) {
    vertx = owner;
  }

  /** Completes when they know of these handlers; or after 3 s. */
  Future<Void> introduced(List<OwnRegistrations.Shared> handlers) {
    Future<Void> settled = settled();
    return farewell.introduced(handlers, asked(), PATIENCE).compose(told -> settled);
  }

  /**
   * To be called when the cluster does not name this member any more. Completes when nothing more
   * comes from them but replies.
   *
   * @param limit for their answers, when it is less than 3 s
   */
  Future<Void> withdrawn(Duration limit) {
    List<String> talking = asked();
    Future<Void> settled = settled();
    return farewell.withdrawn(talking, shorter(limit, PATIENCE)).compose(told -> settled);
  }

  /** Completes when they have read all that this member has sent; or after 3 s. */
  Future<Void> bye() {
    return farewell.bye(asked(), PATIENCE);
  }

  /**
   * To be called when the cluster does not name this member at some addresses any more, of which
   * they are not asked. Completes when they have had the time to notice.
   */
  Future<Void> forgotten() {
    return vertx.timer(SETTLE.toMillis()).mapEmpty();
  }

  private Future<Void> settled() {
    return cluster.all().size() == cluster.talking().size()
        ? Future.succeededFuture()
        : forgotten();
  }

  private List<String> asked() {
    return cluster.talking().stream()
        .filter(member -> !member.equals(cluster.nodeId()) && !dead.contains(member))
        .filter(member -> !farewell.hasSaidBye(member))
        .toList();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
