package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of {@code buildClustered()} when a member cannot join, and what stays behind. */
@Timeout(60)
class JoinFailureTest {

  private static final Duration SOON = Duration.ofSeconds(8);

  private final ClusterPorts ports = new ClusterPorts();
  private final String cluster = ClusterName.unique("join-failure");
  private Set<Thread> threadsBefore;

  @BeforeEach
  void rememberThreads() {
    threadsBefore = Thread.getAllStackTraces().keySet();
  }

  @AfterEach
  void nothingStaysBehind() {
    Await.until(
        () -> "threads of the failed member end: " + lingering(), () -> lingering().isEmpty());
  }

  @Test
  void portInUseIsToldApart() throws IOException {
    try (ServerSocket other = listening()) {
      Throwable failure = failureOf(new JoinGrant(cluster, other.getLocalPort(), null));

      assertThat(JoinFailure.of(failure)).isEqualTo(JoinFailure.PORT_TAKEN);
      assertThat(failure)
          .hasMessageContaining(cluster)
          .hasMessageContaining("port " + other.getLocalPort() + " of 127.0.0.1 is in use");
    }
  }

  @Test
  void portInUseIsToldApartWithALiveSeedToo() throws IOException {
    Vertx founder = vertx(new JoinGrant(cluster, ports.portOf(1), null));
    try (ServerSocket other = listening()) {
      Throwable failure = failureOf(new JoinGrant(cluster, other.getLocalPort(), seed(1)));

      assertThat(JoinFailure.of(failure)).isEqualTo(JoinFailure.PORT_TAKEN);
    } finally {
      founder.close().await();
    }
  }

  @Test
  void deadSeedFailsAtOnce() {
    Instant start = Instant.now();

    Throwable failure = failureOf(new JoinGrant(cluster, ports.portOf(1), seed(2)));

    assertThat(JoinFailure.of(failure)).isEqualTo(JoinFailure.SEED_GONE);
    assertThat(failure).hasMessageContaining(cluster).hasMessageContaining(seed(2));
    assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void seedThatDiesDuringTheJoinFailsSoon(int connectionsBeforeItsDeath) throws Exception {
    // The first connection watches the seed, the second is Hazelcast's: it is joining by then.
    try (ServerSocket seed = listening()) {
      JoinGrant grant = new JoinGrant(cluster, ports.portOf(1), "127.0.0.1:" + seed.getLocalPort());
      CompletableFuture<Throwable> failed = CompletableFuture.supplyAsync(() -> failureOf(grant));
      Instant death = acceptThenDie(seed, connectionsBeforeItsDeath);

      assertThat(JoinFailure.of(failed.join())).isEqualTo(JoinFailure.SEED_GONE);
      assertThat(Duration.between(death, Instant.now())).isLessThan(SOON);
    }
  }

  @Test
  void seedThatDiesWhileHazelcastStartsFailsTheJoin() throws Exception {
    try (ServerSocket seed = listening()) {
      JoinGrant grant = new JoinGrant(cluster, ports.portOf(1), "127.0.0.1:" + seed.getLocalPort());
      DroverClusterManager manager = DroverClusterManager.of(grant);
      CompletableFuture<Void> starting = SlowStart.of(manager.getConfig());
      CompletableFuture<Throwable> failed =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> vertx(manager).close().await()));
      Socket watching = seed.accept();
      starting.get(SOON.toSeconds(), TimeUnit.SECONDS);
      watching.close();

      assertThat(JoinFailure.of(failed.get(20, TimeUnit.SECONDS))).isEqualTo(JoinFailure.SEED_GONE);
    }
  }

  @Test
  void joinThatNeverReturnsFailsWithItsSeed() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServerSocket seed = listening()) {
      GrantedEntrance entrance =
          new GrantedEntrance(
              new JoinGrant(cluster, ports.portOf(1), "127.0.0.1:" + seed.getLocalPort()));
      HazelcastSettings.tcpIp(entrance.config()).setRequiredMember(null);
      CompletableFuture<HazelcastInstance> joined = new CompletableFuture<>();
      Future<Void> entered =
          entrance.enter(
              vertx,
              () -> {
                joined.completeAsync(() -> Hazelcast.newHazelcastInstance(entrance.config()));
                return Promise.<Void>promise().future();
              });
      Socket watching = seed.accept();
      HazelcastInstance hazelcast = joined.get(20, TimeUnit.SECONDS);
      watching.close();

      Throwable failure = catchThrowable(() -> entered.await(20, TimeUnit.SECONDS));
      assertThat(JoinFailure.of(failure)).isEqualTo(JoinFailure.SEED_GONE);
      assertThat(hazelcast.getLifecycleService().isRunning()).isFalse();
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void samePortCanBeUsedAgainAfterAFailure() {
    failureOf(new JoinGrant(cluster, ports.portOf(1), seed(2)));

    vertx(new JoinGrant(cluster, ports.portOf(1), null)).close().await();
  }

  @Test
  void unknownFailuresAreOther() {
    assertThat(JoinFailure.of(new IllegalStateException(new IOException("disk"))))
        .isEqualTo(JoinFailure.OTHER);
  }

  private String seed(int member) {
    return "127.0.0.1:" + ports.portOf(member);
  }

  private static Instant acceptThenDie(ServerSocket seed, int connections) throws IOException {
    List<Socket> accepted = new ArrayList<>();
    while (accepted.size() < connections) {
      accepted.add(seed.accept());
    }
    seed.close();
    for (Socket connection : accepted) {
      connection.close();
    }
    return Instant.now();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  }

  private static Throwable failureOf(JoinGrant grant) {
    return catchThrowable(() -> vertx(grant).close().await());
  }

  private static Vertx vertx(JoinGrant grant) {
    return vertx(DroverClusterManager.of(grant));
  }

  private static Vertx vertx(DroverClusterManager manager) {
    return Vertx.builder().withClusterManager(manager).buildClustered().await();
  }

  private Set<String> lingering() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !thread.isDaemon() && !threadsBefore.contains(thread))
        .map(Thread::getName)
        .filter(name -> !name.startsWith("junit-"))
        .collect(Collectors.toSet());
  }
}
