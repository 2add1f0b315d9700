package dev.drover.supervisor;

import dev.drover.process.ExitStatus;
import dev.drover.replica.ChannelMessage;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells the replicas that are members of a cluster at once when another is gone: the cluster itself
 * takes up to seconds to notice. Confined to the supervisor's context.
 */
final class DeathNotices {
  /** Each life has a node id of its own. */
  private final Map<ReplicaHandle, String> nodeIds = new HashMap<>();

  void joined(ReplicaHandle replica, String nodeId) {
    nodeIds.put(replica, nodeId);
    replica
        .process()
        .compose(ReplicaProcess::exited)
        .onComplete(exit -> exited(replica, exit.result()));
  }

  /**
   * One that has left as it was asked to has seen to everything; nobody needs to know.
   *
   * @param status null if it is not known
   */
  private void exited(ReplicaHandle gone, ExitStatus status) {
    boolean left = gone.isDraining() && status != null && status.isSuccess();
    ChannelMessage notice = new ChannelMessage.MemberDead(nodeIds.remove(gone));
    if (!left) {
      nodeIds.keySet().forEach(survivor -> survivor.send(notice));
    }
  }
}
