package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ClusterDiscovery.Dns;
import dev.drover.config.ClusterDiscovery.Kubernetes;
import dev.drover.config.ClusterDiscovery.Members;
import dev.drover.config.ClusterDiscovery.Multicast;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSectionTest {
  private static final String SERVICES = "services: {web: {verticle: a}}\n";
  private static final Map<String, String> ENV =
      Map.of("SECRET", "a secret of 22 letters", "S", "x");

  private static ClusterConfig cluster(String text) {
    return ConfigFile.parse(Path.of("d.yaml"), SERVICES + "cluster: " + text, null, ENV).cluster();
  }

  private static List<String> problems(String text) {
    try {
      cluster(text);
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  @Test
  void everyKeyReachesItsRecord() {
    ClusterConfig all =
        cluster(
            "{name: acme, members: [10.0.0.1, 'b:5705', '[fd00::1]:1'], host: eth0, publicHost: a.b,"
                + " memberPort: 6000, busPort: 7000, lostAfter: 5s, minimum: 3, secret: '${SECRET}'}");

    assertThat(all.name()).isEqualTo("acme");
    assertThat(all.discovery())
        .isEqualTo(
            new Members(
                List.of(
                    new MemberAddress("10.0.0.1", 0),
                    new MemberAddress("b", 5705),
                    new MemberAddress("fd00::1", 1))));
    assertThat(all.network())
        .isEqualTo(new ClusterNetwork("eth0", "a.b", 6000, 7000, Duration.ofSeconds(5)));
    assertThat(all.minimum()).isEqualTo(3);
    assertThat(all.security().secret()).isEqualTo("a secret of 22 letters");
    assertThat(all.toString()).doesNotContain("22 letters");
    assertThat(ClusterConfig.fromJson(all.toJson())).isEqualTo(all);
  }

  @Test
  void membersAreFoundInFourWays() {
    assertThat(cluster("{name: a, dns: bus.local}").discovery()).isEqualTo(new Dns("bus.local"));
    assertThat(cluster("{name: a, kubernetes: {}}").discovery())
        .isEqualTo(new Kubernetes(null, null, null));
    assertThat(cluster("{name: a, kubernetes: {namespace: n, podLabel: app=x}}").discovery())
        .isEqualTo(new Kubernetes("n", null, "app=x"));
    assertThat(cluster("{name: a, multicast: {}}").discovery())
        .isEqualTo(new Multicast("224.2.2.3", 54_327));
    assertThat(cluster("{name: a, multicast: {group: 239.0.10.255, port: 5}}").discovery())
        .isEqualTo(new Multicast("239.0.10.255", 5));
  }

  @Test
  void allProblemsAreToldTogetherAndNoSecret() {
    assertThat(
            problems(
                """

                  members: [10.0.0.1, 'a:0']
                  dns: bus
                  lostAfter: 1500ms
                  secret: 12345
                  tls: {key: nothing.pem, ca: nothing.pem}
                """))
        .containsExactly(
            "d.yaml:3:3: cluster has members and dns; members find each other in one way only",
            "d.yaml:3:3: cluster.name is missing; members on several hosts meet by it, such as"
                + " name: acme",
            "d.yaml:3:23: cluster.members[1] must be a host or host:port, such as 10.0.0.1:5701, was"
                + " 'a:0'",
            "d.yaml:5:14: cluster.lostAfter must be whole seconds, at least 2s",
            "d.yaml:6:11: cluster.secret must have at least 16 characters, such as the output of:"
                + " openssl rand -hex 16",
            "d.yaml:7:8: cluster.tls.cert is missing; it is the certificate and those between it and"
                + " ca, PEM");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{host: eth0}",
        "{busPort: 5}",
        "{name: a, members: []}",
        "{name: a, kubernetes: {service: a, podLabel: b=c}}",
        "{name: a, kubernetes: {podLabel: b}}",
        "{secret: 0123456789abcdef}",
        "{name: a, secret: ''}",
        "{name: a, secret: [a]}",
        "{name: a, secret: 0123456789abcdef, secretFile: b}",
        "{name: a, secretFile: none-there}",
        "{name: a, minimum: 0}",
        "{name: a, multicast: {group: 10.0.0.1}}",
        "{name: a, multicast: {group: 224.1.2.256}}",
        "{name: a, tls: {}}",
        "{name: a, tls: {key: a, keyStore: b}}",
      })
  void whatCannotBeIsAProblem(String text) {
    assertThat(problems(text)).hasSize(1);
  }

  @Test
  void aSecretFileIsReadWithoutItsLineEnd(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("secret"), "0123456789abcdef\n");
    String text = SERVICES + "cluster: {name: a, secretFile: secret}";

    ConfigFile file = ConfigFile.parse(directory.resolve("d.yaml"), text, null, Map.of());

    assertThat(file.cluster().security().secret()).isEqualTo("0123456789abcdef");
  }
}
