package dev.drover.socket;

import static dev.drover.socket.LimitsTest.DESCRIPTORS;
import static dev.drover.socket.LimitsTest.FEW;
import static dev.drover.socket.LimitsTest.await;
import static dev.drover.socket.LimitsTest.expectSomeMore;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors sent to a process that has no room for them, which the system drops silently. */
@EnabledOnOs(OS.LINUX)
@EnabledIf("dev.drover.socket.LimitsTest#canLimit")
@Timeout(60)
class LostDescriptorsTest {
  private static final String LOCAL = "127.0.0.1";
  private static final String WARNING = "no file descriptor is left (ulimit -n) for a connection";

  private static final String REFUSAL =
      "http failed java.net.BindException: Too many open files: 127.0.0.1:0,"
          + " no file descriptor is left for its socket (ulimit -n)";

  @TempDir Path directory;

  @Test
  void connectionsThatAReplicaHasLostAreGivenToItAgainWhenItHasDescriptors() throws Exception {
    try (Replicas replicas = new Replicas(2)) {
      LinkedReplica before = replicas.link(1);
      int warm = before.listen(LOCAL, 0).actualPort();
      int port = before.listen(LOCAL, 0).actualPort();
      before.drain().join();
      Replicas.Replica replica = replicas.start(2, FEW.toArray(String[]::new));
      assertThat(replica.ask("warn")).isEqualTo("warned");
      // Loads what a request needs.
      assertThat(replica.listen(LOCAL, 0)).isEqualTo(warm);
      Http.getOnce(LOCAL, warm, "/");
      int warned = replica.warnings();
      // At a slot that nobody serves: all of them come to this replica through the supervisor.
      List<Http> clients = Http.send(DESCRIPTORS + 20, LOCAL, port);
      assertThat(replica.listen(LOCAL, 0)).isEqualTo(port);
      await(() -> replica.descriptors() == DESCRIPTORS);
      assertThat(Http.answers(clients)).hasSize(clients.size()).containsOnly(replica.pid());
      assertThat(replica.hasWarned(WARNING)).isTrue();
      expectSomeMore(replica, warned);
      Shares shares = Shares.map(SharedPorts.sharesFile(replicas.link));
      await(() -> shares.get(1, 0) == 0);
    }
  }

  @Test
  void connectionsThatTheSupervisorHasLostAreServedByTheReplicaThatPassedThemOn() throws Exception {
    Path link = directory.resolve("ports.sock");
    try (Replicas.Replica supervisor = LimitsTest.ports(link, FEW);
        LinkedReplica first = new LinkedReplica(link, 1);
        LinkedReplica second = new LinkedReplica(link, 2)) {
      int port = first.listen(LOCAL, 0).actualPort();
      second.listen(LOCAL, 0);
      // So the first passes on whatever it gets.
      Shares.map(SharedPorts.sharesFile(link)).set(0, 0, 1_000);
      awaitAnswers(port, second);
      int warned = supervisor.warnings();
      List<SocketChannel> idle = takeAllDescriptors(supervisor, link);
      awaitAnswers(port, first, second);
      assertThat(supervisor.hasWarned(WARNING)).isTrue();
      expectSomeMore(supervisor, warned);
      for (SocketChannel one : idle) {
        one.close();
      }
      awaitAnswers(port, second);
    }
  }

  /** The first may pass on as many as it gets of these once a second. */
  private static void awaitAnswers(int port, LinkedReplica... all) {
    Set<String> names = Stream.of(all).map(LinkedReplica::name).collect(Collectors.toSet());
    await(() -> answers(port).equals(names), 1_000);
  }

  /** Of whom answers come to a bunch of clients at once. */
  private static Set<String> answers(int port) {
    try {
      return Set.copyOf(Http.answers(Http.send(PassBudget.PER_SECOND - 2, LOCAL, port)));
    } catch (IOException cause) {
      throw new AssertionError(cause);
    }
  }

  private static List<SocketChannel> takeAllDescriptors(Replicas.Replica supervisor, Path link)
      throws IOException {
    List<SocketChannel> idle = new ArrayList<>();
    for (int i = 0; i < DESCRIPTORS; i++) {
      idle.add(SocketChannel.open(UnixDomainSocketAddress.of(link)));
    }
    await(() -> supervisor.descriptors() == DESCRIPTORS);
    return idle;
  }

  @Test
  void listenFailsWhereThereIsNoDescriptorForTheSocket() throws Exception {
    try (Replicas replicas = new Replicas(1)) {
      Replicas.Replica replica = replicas.start(1);
      assertThat(replica.ask("warn")).isEqualTo("warned");
      int before = replica.listen(LOCAL, 0);
      List<Integer> free = freeNumbers(replica.pid());
      // One: the link to the supervisor takes it.
      limit(replica, free.get(1));
      assertThat(replica.ask("http 127.0.0.1 0")).isEqualTo(REFUSAL);
      // None: there is not even a link.
      limit(replica, free.get(0));
      assertThat(replica.ask("http 127.0.0.1 0")).isEqualTo(REFUSAL);
      limit(replica, 1_000);
      int port = replica.listen(LOCAL, 0);
      assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(replica.pid());
      assertThat(Http.getOnce(LOCAL, before, "/")).isEqualTo(replica.pid());
    }
  }

  /** The lowest numbers that no descriptor has. */
  private static List<Integer> freeNumbers(String pid) throws IOException {
    try (var open = Files.list(Path.of("/proc", pid, "fd"))) {
      Set<Integer> used =
          open.map(one -> Integer.valueOf(one.getFileName().toString()))
              .collect(Collectors.toSet());
      return IntStream.range(0, 1_000).boxed().filter(one -> !used.contains(one)).limit(2).toList();
    }
  }

  private static void limit(Replicas.Replica replica, int descriptors) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", replica.pid(), "--nofile=" + descriptors + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }
}
