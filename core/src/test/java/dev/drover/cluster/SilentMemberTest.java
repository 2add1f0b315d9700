package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who listens and does not answer: a member that is about to start, or one that hangs. */
@Timeout(120)
class SilentMemberTest {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          // Whoever is silent is soon asked whether he is the other part of a split cluster.
          "hazelcast.merge.first.run.delay.seconds", "1",
          "hazelcast.merge.next.run.delay.seconds", "1",
          // All that is sent goes through Hazelcast's thread for output, as much does on a busy
          // machine.
          "hazelcast.io.write.through", "false",
          // What does not get out is waited for, not given up with a member that seems lost.
          "hazelcast.max.no.heartbeat.seconds", "60");

  private final String cluster = ClusterName.unique("silent");
  private final List<Vertx> members = new ArrayList<>();

  @BeforeEach
  void setProperties() {
    PROPERTIES.forEach(System::setProperty);
  }

  @AfterEach
  void close() {
    members.forEach(member -> member.close().await());
    PROPERTIES.keySet().forEach(System::clearProperty);
  }

  @Test
  void oneThatDoesNotAnswerKeepsNoneFromTalkingToOthers() throws Exception {
    DroverClusterManager first = join();
    DroverClusterManager second = join();
    assertThat(second.getNodes()).hasSize(2);
    int unused = new SearchedEntrance(cluster).range().last();

    try (ServerSocket silent = new ServerSocket(unused, 50, InetAddress.getByName("127.0.0.1"));
        Socket asked = awaitMember(silent)) {
      assertThat(asked.isConnected()).isTrue();

      // As many as there are partitions: about half of them are kept by the second.
      IMap<Integer, Integer> map = first.getHazelcastInstance().getMap("any");
      CompletableFuture.allOf(
              IntStream.range(0, 271)
                  .mapToObj(key -> map.putAsync(key, key).toCompletableFuture())
                  .toArray(CompletableFuture[]::new))
          .get(20, TimeUnit.SECONDS);
      assertThat(first.getNodes()).hasSize(2);
    }
  }

  /** Hazelcast's first words; whoever only tries whether the port is open says nothing. */
  private static Socket awaitMember(ServerSocket silent) throws IOException {
    while (true) {
      Socket asked = silent.accept();
      InputStream in = asked.getInputStream();
      if (new String(in.readNBytes(3), StandardCharsets.US_ASCII).equals("HZC")) {
        return asked;
      }
      asked.close();
    }
  }

  private DroverClusterManager join() {
    DroverClusterManager manager = DroverClusterManager.standalone(cluster);
    members.add(Vertx.builder().withClusterManager(manager).buildClustered().await());
    return manager;
  }
}
