package dev.drover.replica;

import dev.drover.cluster.DroverClusterManager;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import java.util.List;
import java.util.Map;

/**
 * For an application that builds its own clustered Vert.x: asks for entry only when it really
 * joins, which an application that never clusters does not.
 */
final class JoiningClusterManager implements ClusterManager {
  private final ClusterEntry entry;
  private Vertx vertx;
  private NodeListener nodeListener;
  private RegistrationListener registrationListener;
  private volatile ClusterManager member;

  JoiningClusterManager(ClusterEntry entry) {
    this.entry = entry;
  }

  @Override
  public void init(Vertx owner) {
    vertx = owner;
  }

  @Override
  public void nodeListener(NodeListener listener) {
    nodeListener = listener;
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    registrationListener = listener;
  }

  @Override
  public void join(Completable<Void> promise) {
    vertx
        .executeBlocking(entry::manager, false)
        .onComplete(
            (granted, refused) -> {
              if (refused != null) {
                promise.fail(refused);
              } else {
                join(granted, promise);
              }
            });
  }

  private void join(ClusterManager granted, Completable<Void> promise) {
    granted.init(vertx);
    granted.nodeListener(nodeListener);
    granted.registrationListener(registrationListener);
    member = granted;
    granted.join(
        (joined, failure) -> {
          if (failure == null) {
            entry.joined();
            whole().onComplete(promise);
          } else if (entry.failed(failure)) {
            join(promise);
          } else {
            promise.fail(failure);
          }
        });
  }

  private Future<Void> whole() {
    DroverClusterManager ours = entry.member();
    return ours == null ? Future.succeededFuture() : ours.whole(entry::waiting);
  }

  @Override
  public void leave(Completable<Void> promise) {
    if (member == null) {
      promise.succeed();
    } else {
      member.leave(promise);
    }
  }

  @Override
  public boolean isActive() {
    return member != null && member.isActive();
  }

  @Override
  public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> promise) {
    member.getAsyncMap(name, promise);
  }

  @Override
  public <K, V> Map<K, V> getSyncMap(String name) {
    return member.getSyncMap(name);
  }

  @Override
  public void getLockWithTimeout(String name, long timeout, Completable<Lock> promise) {
    member.getLockWithTimeout(name, timeout, promise);
  }

  @Override
  public void getCounter(String name, Completable<Counter> promise) {
    member.getCounter(name, promise);
  }

  @Override
  public String getNodeId() {
    return member.getNodeId();
  }

  @Override
  public List<String> getNodes() {
    return member.getNodes();
  }

  @Override
  public void setNodeInfo(NodeInfo nodeInfo, Completable<Void> promise) {
    member.setNodeInfo(nodeInfo, promise);
  }

  @Override
  public NodeInfo getNodeInfo() {
    return member.getNodeInfo();
  }

  @Override
  public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
    member.getNodeInfo(nodeId, promise);
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registrationInfo, Completable<Void> promise) {
    member.addRegistration(address, registrationInfo, promise);
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registrationInfo, Completable<Void> promise) {
    member.removeRegistration(address, registrationInfo, promise);
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    member.getRegistrations(address, promise);
  }

  @Override
  public String clusterHost() {
    return member.clusterHost();
  }

  @Override
  public String clusterPublicHost() {
    return member.clusterPublicHost();
  }
}
