package dev.drover.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the event buses of the other members are, as they have told the cluster: copied when they
 * tell it. To ask when the first message is to be sent may take as long as the cluster takes to
 * notice a dead member, if that has been asked to keep it.
 */
final class NodeInfos {
  private final Map<String, NodeInfo> known = new ConcurrentHashMap<>();

  /**
   * Blocks while it asks the cluster, once. The map is vertx-hazelcast's own; if it is another one
   * day, nothing is ever known here.
   */
  void follow(HazelcastInstance hazelcast) {
    IMap<String, HazelcastNodeInfo> map = hazelcast.getMap("__vertx.nodeInfo");
    map.addEntryListener(
        (EntryAddedListener<String, HazelcastNodeInfo>)
            added -> known.put(added.getKey(), added.getValue().unwrap()),
        true);
    map.addEntryListener(
        (EntryUpdatedListener<String, HazelcastNodeInfo>)
            updated -> known.put(updated.getKey(), updated.getValue().unwrap()),
        true);
    map.addEntryListener(
        (EntryRemovedListener<String, HazelcastNodeInfo>) removed -> known.remove(removed.getKey()),
        false);
    copy(hazelcast);
  }

  /** What was told to others only, while this member was on its own. Blocks. */
  void copy(HazelcastInstance hazelcast) {
    IMap<String, HazelcastNodeInfo> map = hazelcast.getMap("__vertx.nodeInfo");
    map.forEach((nodeId, info) -> known.putIfAbsent(nodeId, info.unwrap()));
  }

  /** Null if it is not known. */
  NodeInfo of(String nodeId) {
    return known.get(nodeId);
  }
}
