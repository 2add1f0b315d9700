package dev.drover.launcher;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterDiscovery;
import dev.drover.config.ClusterNetwork;
import dev.drover.config.ClusterSecurity;
import dev.drover.config.ClusterTls;
import dev.drover.config.ConfigException;
import dev.drover.config.MemberAddress;
import dev.drover.config.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * The flags about members on other hosts. A secret is in a file: a command line shows everybody.
 */
final class ClusterFlags {
  @Option(names = {"-cluster-members", "--cluster-members"})
  String members;

  @Option(names = {"-cluster-dns", "--cluster-dns"})
  String dns;

  @Option(names = {"-cluster-kubernetes", "--cluster-kubernetes"})
  String kubernetes;

  @Option(names = {"-cluster-member-port", "--cluster-member-port"})
  Integer memberPort;

  @Option(names = {"-cluster-minimum", "--cluster-minimum"})
  Integer minimum;

  @Option(names = {"-cluster-secret-file", "--cluster-secret-file"})
  String secretFile;

  @Option(names = {"-cluster-tls", "--cluster-tls"})
  String tls;

  /** The flags given, by their names. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    note(given, members, "--cluster-members");
    note(given, dns, "--cluster-dns");
    note(given, kubernetes, "--cluster-kubernetes");
    note(given, memberPort, "--cluster-member-port");
    note(given, minimum, "--cluster-minimum");
    note(given, secretFile, "--cluster-secret-file");
    note(given, tls, "--cluster-tls");
    return given;
  }

  /** Whether they say how members of other hosts are found; then the application is clustered. */
  boolean findsMembers() {
    return members != null || dns != null || kubernetes != null;
  }

  private static void note(List<String> given, Object value, String flag) {
    if (value != null) {
      given.add(flag);
    }
  }

  /**
   * @param base what holds where these flags say nothing
   * @param name as a flag says it; null for none
   * @param vertx those of Vert.x' flags about the cluster that say where it is
   * @throws ConfigException with every problem
   */
  ClusterConfig over(ClusterConfig base, String name, VertxFlags vertx) {
    Problems problems = new Problems();
    ClusterDiscovery found = problems.collect(() -> discovery(base.discovery()));
    ClusterNetwork network = problems.collect(() -> network(base.network()));
    ClusterSecurity security = problems.collect(() -> security(base.security()));
    String called = name == null ? base.name() : name;
    if (called == null && (findsMembers() || secretFile != null)) {
      problems.add(
          given().get(0)
              + " is of a cluster with a name; add --cluster-name, the same on each host");
    }
    problems.throwIfAny();
    if (found.isBeyondThisHost()) {
      network =
          network.withDefaults(vertx.clusterHost(), vertx.clusterPublicHost(), vertx.clusterPort());
    } else if (memberPort != null) {
      throw new ConfigException(
          "--cluster-member-port is for members on other hosts; add --cluster-members or --cluster-dns");
    }
    return new ClusterConfig(
        called, found, network, security, minimum == null ? base.minimum() : minimum);
  }

  private ClusterDiscovery discovery(ClusterDiscovery base) {
    List<String> ways = given().stream().filter(this::isWay).toList();
    if (ways.size() > 1) {
      throw new ConfigException(
          String.join(" and ", ways) + " are given; members find each other in one way only");
    }
    if (members != null) {
      return new ClusterDiscovery.Members(
          Arrays.stream(members.split(",")).map(String::strip).map(ClusterFlags::member).toList());
    }
    if (kubernetes != null) {
      String[] parts = kubernetes.split("/", 2);
      return parts.length == 1
          ? new ClusterDiscovery.Kubernetes(null, parts[0], null)
          : new ClusterDiscovery.Kubernetes(parts[0], parts[1], null);
    }
    return dns == null ? base : new ClusterDiscovery.Dns(dns);
  }

  private boolean isWay(String flag) {
    return List.of("--cluster-members", "--cluster-dns", "--cluster-kubernetes").contains(flag);
  }

  private static MemberAddress member(String text) {
    try {
      return MemberAddress.parse(text);
    } catch (ConfigException e) {
      throw new ConfigException("--cluster-members: " + e.getMessage());
    }
  }

  private ClusterNetwork network(ClusterNetwork base) {
    return memberPort == null ? base : base.withMemberPort(memberPort);
  }

  private ClusterSecurity security(ClusterSecurity base) {
    String secret = base.secret();
    if (secretFile != null) {
      Problems problems = new Problems();
      secret =
          SecretFile.read(Path.of(secretFile), why -> problems.add("--cluster-secret-file " + why));
      problems.throwIfAny();
    }
    return new ClusterSecurity(secret, tls == null ? base.tls() : pem());
  }

  private ClusterTls pem() {
    List<String> files = Arrays.stream(tls.split(",")).map(String::strip).toList();
    if (files.size() != 3) {
      throw new ConfigException(
          "--cluster-tls must be three files, key.pem,cert.pem,ca.pem, was '" + tls + "'");
    }
    files.stream()
        .filter(file -> !Files.isReadable(Path.of(file)))
        .findFirst()
        .ifPresent(
            file -> {
              throw new ConfigException("--cluster-tls names " + file + ", which cannot be read");
            });
    List<String> absolute =
        files.stream().map(file -> Path.of(file).toAbsolutePath().toString()).toList();
    return ClusterTls.pem(absolute.get(0), absolute.get(1), absolute.get(2));
  }
}
