package dev.drover.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;

/**
 * What a member's event bus has to know of its cluster, as it is at the moment. Any thread; nothing
 * here may wait for the cluster.
 */
interface ClusterMembers {
  /** This member's own. */
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
