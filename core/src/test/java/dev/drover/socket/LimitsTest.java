package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Supervisors and replicas that the system lets do less than they want. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class LimitsTest {
  private static final String LOCAL = "127.0.0.1";

  /** More than an idle JVM of the test needs, fewer than the connections take. */
  static final int DESCRIPTORS = 100;

  static final List<String> FEW = List.of("prlimit", "--nofile=" + DESCRIPTORS + ":" + DESCRIPTORS);

  @TempDir Path directory;

  @Test
  @EnabledIf("canDropPrivileges")
  void aPortTheSupervisorMayNotBindIsTheReplicasBindException() throws Exception {
    Path link = directory.resolve("ports.sock");
    try (Replicas.Replica supervisor =
            ports(link, List.of("setpriv", "--bounding-set=-net_bind_service"));
        LinkedReplica replica = new LinkedReplica(link, 1)) {
      assertThatThrownBy(() -> replica.listen(LOCAL, 81))
          .isInstanceOf(BindException.class)
          .hasMessage(
              "Permission denied: 127.0.0.1:81,"
                  + " ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)");
      assertThat(replica.listen(LOCAL, 0).actualPort()).isPositive();
      assertThat(supervisor.descriptors()).isPositive();
    }
  }

  static boolean canDropPrivileges() {
    return LocalSocketsTest.canDropPrivileges();
  }

  @Test
  @EnabledIf("canLimit")
  void aReplicaOutOfDescriptorsRestsAndServesWhatWaitsWhenItHasSomeAgain() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      Replicas.Replica replica = replicas.start(1, FEW.toArray(String[]::new));
      assertThat(replica.ask("warn")).isEqualTo("warned");
      int port = replica.listen(LOCAL, 0);
      // Loads what a request needs.
      Http.getOnce(LOCAL, port, "/");
      int warned = replica.warnings();
      List<Http> clients = Http.send(DESCRIPTORS + 20, LOCAL, port);
      await(() -> replica.descriptors() == DESCRIPTORS);
      assertThat(Http.answers(clients)).containsOnly(replica.pid());
      expectSomeMore(replica, warned);
    }
  }

  @Test
  @EnabledIf("canLimit")
  void aSupervisorOutOfDescriptorsRestsAndForwardsWhatWaitsWhenItHasSomeAgain() throws Exception {
    Path link = directory.resolve("ports.sock");
    try (Replicas.Replica supervisor = ports(link, FEW);
        LinkedReplica before = new LinkedReplica(link, 1)) {
      int warned = supervisor.warnings();
      int port = before.listen(LOCAL, 0).actualPort();
      before.drain().join();
      List<Http> clients = Http.send(DESCRIPTORS + 20, LOCAL, port);
      try (RawLink replica = new RawLink(link)) {
        replica.listen(2);
        replica.say("LIVE");
        await(() -> supervisor.descriptors() == DESCRIPTORS);
        supervisor.staysFor(500);
        int forwarded = 0;
        while (forwarded < clients.size()) {
          int some = replica.read().length();
          assertThat(some).as("connections after %d", forwarded).isPositive();
          forwarded += some;
          replica.say("GOT 0\n".repeat(some).trim());
        }
        assertThat(forwarded).isEqualTo(clients.size());
      }
      expectSomeMore(supervisor, warned);
      for (Http client : clients) {
        client.close();
      }
    }
  }

  /** One that does not rest warns ten thousand times a second. */
  static void expectSomeMore(Replicas.Replica jvm, int warned) {
    assertThat(jvm.warnings() - warned).as("lines of warnings").isBetween(1, 200);
  }

  static boolean canLimit() {
    return Files.isExecutable(Path.of("/usr/bin/prlimit"));
  }

  static Replicas.Replica ports(Path link, List<String> prefix) {
    Replicas.Replica supervisor =
        new Replicas.Replica(PortsMain.class, List.of(link.toString(), "2"), prefix);
    assertThat(supervisor.next()).isEqualTo("open");
    return supervisor;
  }

  /** Looks at what nobody tells of, such as another process, now and then. */
  static void await(BooleanSupplier wanted) {
    await(wanted, 5);
  }

  static void await(BooleanSupplier wanted, long everyMillis) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 20 s in vain").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(everyMillis));
    }
  }
}
