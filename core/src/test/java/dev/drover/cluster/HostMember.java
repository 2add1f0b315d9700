package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ClusterConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM that runs {@link HostMain} on a host of a test's. */
final class HostMember implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private MemberProcess process;
  private String nodeId;

  private HostMember() {}

  static HostMember start(List<String> prefix, ClusterConfig cluster, Path stderr, String... args) {
    return start(HostMain.class, prefix, cluster, stderr, args);
  }

  /**
   * @param main what it runs
   */
  static HostMember start(
      Class<?> main, List<String> prefix, ClusterConfig cluster, Path stderr, String... args) {
    HostMember member = new HostMember();
    member.process =
        MemberProcess.start(
            prefix,
            main,
            List.of(args),
            stderr,
            line -> member.lines.add(line == null ? "ended" : line));
    member.process.tell(cluster.toJson().encode());
    return member;
  }

  HostMember joined() throws InterruptedException {
    String line = next("joined");
    nodeId = line.split(" ")[1];
    return this;
  }

  String nodeId() {
    return nodeId;
  }

  /** Sends a command and returns what is answered after it. */
  String ask(String command) throws InterruptedException {
    process.tell(command);
    return answer(command);
  }

  void tell(String command) {
    process.tell(command);
  }

  /** The rest of the next line that begins like this. */
  String answer(String command) throws InterruptedException {
    return next(command).substring(command.length()).strip();
  }

  private String next(String begin) throws InterruptedException {
    String line = lines.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(line).as("answer to %s", begin).isNotNull().startsWith(begin);
    return line;
  }

  /** The next line, whatever it is. */
  String line() throws InterruptedException {
    return lines.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  void awaitMembers(int count) throws InterruptedException {
    awaitAnswer("members", String.valueOf(count));
  }

  void awaitAnswer(String command, String expected) throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    String last = ask(command);
    while (!last.equals(expected) && System.nanoTime() < end) {
      // Membership and registrations are the cluster's; there is nothing here that notifies.
      TimeUnit.MILLISECONDS.sleep(50);
      last = ask(command);
    }
    assertThat(last).as(command).isEqualTo(expected);
  }

  void kill() {
    process.kill();
  }

  /** Lets it leave in peace. */
  void leave() throws IOException, InterruptedException {
    process.endInput();
    process.exitCode();
  }

  @Override
  public void close() {
    process.close();
  }
}
