package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Something that runs at every member of a cluster of Drover's, and whose parts talk to each other
 * by {@link MemberAddress}. Found by Java's service loader, one for each {@code Vertx}. Called on
 * any thread, and must not block.
 */
public interface MemberService {
  /** Of its {@link MemberAddress}. */
  String name();

  /** The member is about to join; the event bus may not be used yet. */
  void init(Vertx vertx, MemberView membership);

  /** It has joined, and the event bus works. */
  void started(String nodeId);

  /**
   * Who is a member now, this one included.
   *
   * @param nodeIds the one that has been in the cluster longest first; not those that are known to
   *     be dead, whatever the cluster says
   */
  void members(List<String> nodeIds);

  /** The member is about to leave. Completes when others have what only it had. */
  Future<Void> leave();

  /** Completes at a moment in which nothing of this member's waits for others. */
  Future<Void> idle();
}
