package dev.drover.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The maps by which vertx-hazelcast's members share what they have, as {@link Repair} wants them.
 * If they are others one day, there is nothing to take out.
 */
final class SharedRegistrations implements Repair.Work {
  private final HazelcastClusterManager self;
  private final OwnRegistrations own;
  private final NodeInfos nodeInfos;
  private final MemberBus bus;

  /** Not removed at once: the news that one has come may be slower than its registrations. */
  private Set<String> suspects = Set.of();

  SharedRegistrations(
      HazelcastClusterManager self, OwnRegistrations own, NodeInfos nodeInfos, MemberBus bus) {
    this.self = self;
    this.own = own;
    this.nodeInfos = nodeInfos;
    this.bus = bus;
  }

  @Override
  public void restoreOwn() {
    NodeInfo info = self.getNodeInfo();
    if (info != null) {
      nodeInfos().putIfAbsent(self.getNodeId(), new HazelcastNodeInfo(info));
    }
    own.restore();
  }

  @Override
  public synchronized int removeStrangers() {
    MultiMap<String, HazelcastRegistrationInfo> subs = hazelcast().getMultiMap("__vertx.subs");
    Set<String> strangers = new HashSet<>();
    int removed = 0;
    for (String address : subs.localKeySet()) {
      for (HazelcastRegistrationInfo each : List.copyOf(subs.get(address))) {
        String nodeId = each.unwrap().nodeId();
        if (isStranger(nodeId, strangers) && subs.remove(address, each)) {
          removed++;
        }
      }
    }
    for (String nodeId : nodeInfos().localKeySet()) {
      if (isStranger(nodeId, strangers)) {
        nodeInfos().remove(nodeId);
      }
    }
    suspects = strangers;
    return removed;
  }

  private boolean isStranger(String nodeId, Set<String> strangers) {
    if (self.getNodes().contains(nodeId)) {
      return false;
    }
    strangers.add(nodeId);
    return suspects.contains(nodeId);
  }

  @Override
  public void forgetOthers() {
    nodeInfos.copy(hazelcast());
    bus.forget();
  }

  private IMap<String, HazelcastNodeInfo> nodeInfos() {
    return hazelcast().getMap("__vertx.nodeInfo");
  }

  private HazelcastInstance hazelcast() {
    return self.getHazelcastInstance();
  }
}
