package dev.drover.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;

/** The members of the cluster, as this one's Hazelcast knows them at the moment. */
final class HazelcastMembers implements ClusterMembers {
  /** Of Hazelcast's members, so that each knows which others are Drover's. */
  private static final String ATTRIBUTE = "drover";

  /** vertx-hazelcast's own, for the node id. */
  private static final String NODE_ID = "__vertx.nodeId";

  private final HazelcastClusterManager self;
  private final NodeInfos nodeInfos;
  private final OwnRegistrations.Operation remove;

  HazelcastMembers(
      HazelcastClusterManager self, NodeInfos nodeInfos, OwnRegistrations.Operation remove) {
    this.self = self;
    this.nodeInfos = nodeInfos;
    this.remove = remove;
  }

  /** Makes a member that will have this configuration known as one of Drover's. */
  static void mark(Config config) {
    config.getMemberAttributeConfig().setAttribute(ATTRIBUTE, "");
  }

  /** Null for a member without an event bus. */
  static String nodeIdOf(Member member) {
    return member.getAttribute(NODE_ID);
  }

  @Override
  public String nodeId() {
    return self.getNodeId();
  }

  @Override
  public List<String> all() {
    return self.getNodes();
  }

  @Override
  public List<String> ours() {
    return self.getHazelcastInstance().getCluster().getMembers().stream()
        .filter(member -> member.getAttribute(ATTRIBUTE) != null)
        .map(HazelcastMembers::nodeIdOf)
        .toList();
  }

  @Override
  public List<String> talking() {
    // One whose event bus has not started yet would not answer.
    return ours().stream().filter(this::isTalking).toList();
  }

  @Override
  public boolean isTalking(String nodeId) {
    return nodeInfos.of(nodeId) != null;
  }

  @Override
  public void remove(String address, RegistrationInfo registration) {
    remove.run(address, registration, Promise.promise());
  }
}
