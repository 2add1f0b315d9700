package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members without a supervisor. */
@Timeout(120)
class StandaloneTest {

  private static final String OWN_CONFIGURATION = "vertx.hazelcast.config";
  private static final String MAX_JOIN = "hazelcast.max.join.seconds";

  private final String cluster = ClusterName.unique("standalone");

  @TempDir Path directory;

  @AfterEach
  void clearProperties() {
    System.clearProperty(OWN_CONFIGURATION);
    System.clearProperty(MAX_JOIN);
  }

  @Test
  void launchersStartedTogetherFormOneCluster() {
    Map<Integer, String> said = new ConcurrentHashMap<>();
    List<MemberProcess> members = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        int number = i;
        members.add(
            MemberProcess.start(
                directory.resolve("stderr"), line -> said.put(number, String.valueOf(line))));
      }
      Await.until(() -> "all are up: " + said, () -> allSay(said, "asking"));
      members.forEach(member -> member.tell("standalone " + cluster));

      Await.until(() -> "one cluster: " + said, () -> allSay(said, "members 3"));
    } finally {
      members.forEach(MemberProcess::close);
    }
  }

  @Test
  void launcherJoinsOneThatIsAlreadyThere() {
    Vertx first = vertx(cluster);
    DroverClusterManager second = DroverClusterManager.standalone(cluster);
    Vertx joined = Vertx.builder().withClusterManager(second).buildClustered().await();

    assertThat(second.getNodes()).hasSize(2);

    first.close().await();
    joined.close().await();
  }

  @Test
  void clustersThatShareARangeOfPortsStayApart() {
    PortRange range = new SearchedEntrance(cluster).range();
    String neighbour =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> cluster + i)
            .filter(name -> new SearchedEntrance(name).range().equals(range))
            .findFirst()
            .orElseThrow();
    Vertx first = vertx(cluster);
    DroverClusterManager second = DroverClusterManager.standalone(neighbour);
    Vertx founded = Vertx.builder().withClusterManager(second).buildClustered().await();

    assertThat(second.getNodes()).hasSize(1);

    first.close().await();
    founded.close().await();
  }

  @Test
  void portsOfARangeInUseByOthersArePassedOver() throws IOException {
    PortRange range = new SearchedEntrance(cluster).range();
    try (ServerSocket refusing = new ServerSocket(range.first(), 1, loopback())) {
      // Closes what it accepts, as a server does with a protocol it does not know.
      Thread server = new Thread(() -> closeAll(refusing));
      server.setDaemon(true);
      server.start();

      vertx(cluster).close().await();
    }
  }

  @Test
  void silentServerOnAPortOfTheRangeIsAPlainFailure() throws IOException {
    System.setProperty(MAX_JOIN, "4");
    PortRange range = new SearchedEntrance(cluster).range();
    try (ServerSocket silent = new ServerSocket(range.last(), 50, loopback())) {
      assertThat(silent.isBound()).isTrue();
      Throwable failure = catchThrowable(() -> vertx(cluster).close().await());

      assertThat(JoinFailure.of(failure)).isEqualTo(JoinFailure.OTHER);
      assertThat(failure)
          .hasMessage(
              "cannot join cluster "
                  + cluster
                  + " on ports "
                  + range
                  + " of 127.0.0.1: one is in use by a program that does not answer as a member");
    }
  }

  @Test
  void configurationOfTheUsersOwnIsUsedAsItIs() throws IOException {
    Path own = directory.resolve("own.xml");
    Files.writeString(
        own,
        """
        <hazelcast xmlns="http://www.hazelcast.com/schema/config">
          <cluster-name>mine</cluster-name>
        </hazelcast>
        """);
    System.setProperty(OWN_CONFIGURATION, own.toString());

    DroverClusterManager manager = DroverClusterManager.standalone("other");

    assertThat(manager.getConfig().getClusterName()).isEqualTo("mine");
    assertThat(manager.getConfig().getProperties()).isEmpty();
  }

  private static boolean allSay(Map<Integer, String> said, String line) {
    return said.size() == 3 && said.values().stream().allMatch(line::equals);
  }

  private static void closeAll(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByName("127.0.0.1");
  }

  private static Vertx vertx(String cluster) {
    return Vertx.builder()
        .withClusterManager(DroverClusterManager.standalone(cluster))
        .buildClustered()
        .await();
  }
}
