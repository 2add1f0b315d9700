package dev.drover.cluster;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterDiscovery.Members;
import dev.drover.config.ClusterNetwork;
import dev.drover.config.MemberAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * Separate hosts: network namespaces, each with an address of its own, on one bridge. Needs root
 * and iproute2; faults need iptables, which is in the namespaces' own tables only.
 */
final class Hosts implements AutoCloseable {
  /** A namespace's links are removed some time after it: no name is used again. */
  private static final AtomicInteger MADE = new AtomicInteger();

  private final String tag =
      Long.toString(ProcessHandle.current().pid() * 1_000 + MADE.getAndIncrement() % 1_000, 36);
  private final String bridge = "db" + tag;
  private final int count;

  private Hosts(int count) {
    this.count = count;
  }

  /** Skips the test, and says so, where that is not permitted. */
  static Hosts make(int count) {
    Hosts hosts = new Hosts(count);
    String problem = hosts.setUp();
    if (problem != null) {
      hosts.close();
      System.err.println("NOT TESTED ON SEPARATE HOSTS: " + problem);
      Assumptions.abort("no network namespaces here: " + problem);
    }
    return hosts;
  }

  /** Null if all is well. */
  private String setUp() {
    try {
      run("ip", "link", "add", bridge, "type", "bridge");
      run("ip", "link", "set", bridge, "up");
      for (int host = 1; host <= count; host++) {
        String name = name(host);
        run("ip", "netns", "add", name);
        String end = "dv" + host + tag;
        run("ip", "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", name);
        run("ip", "link", "set", end, "master", bridge, "up");
        run("ip", "-n", name, "addr", "add", address(host) + "/24", "dev", "eth0");
        run("ip", "-n", name, "link", "set", "eth0", "up");
        run("ip", "-n", name, "link", "set", "lo", "up");
      }
      on(1, "iptables", "-L", "-n");
      return null;
    } catch (IOException | IllegalStateException notPermitted) {
      return notPermitted.getMessage();
    }
  }

  String name(int host) {
    return "drover" + host + tag;
  }

  static String address(int host) {
    return "10.87.0." + host;
  }

  /** What members of all these hosts have in common, with the shortest time to count as lost. */
  ClusterConfig cluster() {
    List<MemberAddress> all =
        IntStream.rangeClosed(1, count)
            .mapToObj(host -> new MemberAddress(address(host), 0))
            .toList();
    return ClusterConfig.LOCAL
        .withName("hosts")
        .withDiscovery(new Members(all))
        .withNetwork(new ClusterNetwork(null, null, 5701, 0, Duration.ofSeconds(2)));
  }

  /** To be put before a command that is to run there. */
  List<String> prefix(int host) {
    return List.of("ip", "netns", "exec", name(host));
  }

  /**
   * The same, with a hosts file of its own for whatever runs there.
   *
   * @param hostsFile may be written to later, and not be replaced
   */
  List<String> prefix(int host, Path hostsFile) {
    List<String> all = new ArrayList<>(prefix(host));
    // The namespace has its own mounts: nobody else sees this one.
    all.addAll(List.of("sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\""));
    all.add(hostsFile.toString());
    return all;
  }

  /** On which somebody there listens. */
  List<Integer> udpPorts(int host) throws IOException {
    return on(host, "cat", "/proc/net/udp", "/proc/net/udp6")
        .lines()
        .map(line -> line.strip().split("\\s+")[1])
        .filter(local -> local.contains(":"))
        .map(local -> Integer.parseInt(local.substring(local.indexOf(':') + 1), 16))
        .toList();
  }

  /** Nothing comes to it from other hosts any more. */
  void cutInto(int host) throws IOException {
    on(host, "iptables", "-A", "INPUT", "-i", "eth0", "-j", "DROP");
  }

  /** Nothing goes from it to other hosts any more. */
  void cutOutOf(int host) throws IOException {
    on(host, "iptables", "-A", "OUTPUT", "-o", "eth0", "-j", "DROP");
  }

  void cut(int host) throws IOException {
    cutInto(host);
    cutOutOf(host);
  }

  /** In both directions. */
  void lose(int host, double share) throws IOException {
    String[] some = {"-m", "statistic", "--mode", "random", "--probability", "" + share};
    on(host, concat(new String[] {"iptables", "-A", "INPUT", "-i", "eth0"}, some));
    on(host, concat(new String[] {"iptables", "-A", "OUTPUT", "-o", "eth0"}, some));
  }

  private static String[] concat(String[] begin, String[] middle) {
    List<String> all = new ArrayList<>(List.of(begin));
    all.addAll(List.of(middle));
    all.addAll(List.of("-j", "DROP"));
    return all.toArray(String[]::new);
  }

  /**
   * @param rate such as {@code 256kbit}
   */
  void slow(int host, String rate) throws IOException {
    on(
        host, "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "4k",
        "latency", "400ms");
  }

  /** Connections of that port break, in both directions, and none are made until it heals. */
  void reset(int host, int port) throws IOException {
    for (String side : List.of("--dport", "--sport")) {
      on(
          host,
          "iptables",
          "-A",
          "INPUT",
          "-i",
          "eth0",
          "-p",
          "tcp",
          side,
          "" + port,
          "-j",
          "REJECT",
          "--reject-with",
          "tcp-reset");
    }
  }

  /** Whether anything has been sent there that was {@link #reset}. */
  boolean hasReset(int host) {
    try {
      return on(host, "iptables", "-L", "INPUT", "-v", "-x", "-n")
          .lines()
          .filter(line -> line.contains("REJECT"))
          .anyMatch(line -> !line.strip().startsWith("0 "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void heal(int host) throws IOException {
    on(host, "iptables", "-F");
  }

  private String on(int host, String... command) throws IOException {
    List<String> all = new ArrayList<>(prefix(host));
    all.addAll(List.of(command));
    return run(all.toArray(String[]::new));
  }

  /** What it says. */
  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
    }
    return said;
  }

  HostMember start(int host, ClusterConfig cluster, Path stderr, String... args) {
    return HostMember.start(prefix(host), cluster, stderr, args);
  }

  @Override
  public void close() {
    for (int host = 1; host <= count; host++) {
      quietly("ip", "link", "del", "dv" + host + tag);
      quietly("ip", "netns", "del", name(host));
    }
    quietly("ip", "link", "del", bridge);
  }

  private static void quietly(String... command) {
    try {
      run(command);
    } catch (IOException | IllegalStateException neverMade) {
      // There is nothing to remove.
    }
  }
}
