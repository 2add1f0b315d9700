package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Some members of one cluster in this JVM. */
final class Members implements AutoCloseable {

  private final ClusterPorts ports = new ClusterPorts();
  private final String cluster = ClusterName.unique("members");
  private final List<DroverClusterManager> managers = new ArrayList<>();
  private final List<Vertx> members = new ArrayList<>();

  private final Duration deadFor;

  Members(int count, Duration deadFor) {
    this.deadFor = deadFor;
    for (int number = 1; number <= count; number++) {
      add();
    }
  }

  /** One more; its node id. */
  String add() {
    int number = members.size() + 1;
    String seed = number == 1 ? null : "127.0.0.1:" + ports.portOf(1);
    JoinGrant grant = new JoinGrant(cluster, ports.portOf(number), seed);
    DroverClusterManager manager = DroverClusterManager.of(grant, deadFor);
    managers.add(manager);
    members.add(
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(2))
            .withClusterManager(manager)
            .buildClustered()
            .await());
    return manager.getNodeId();
  }

  Vertx vertx(int number) {
    return members.get(number);
  }

  DroverClusterManager manager(int number) {
    return managers.get(number);
  }

  String nodeId(int number) {
    return managers.get(number).getNodeId();
  }

  /** As the cluster knows them. */
  List<RegistrationInfo> registrations(int number, String address) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    managers.get(number).getRegistrations(address, found);
    return found.future().await();
  }

  @Override
  public void close() {
    Future.join(members.stream().map(Vertx::close).toList()).await();
  }
}
