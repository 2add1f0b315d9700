package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterDiscovery.Members;
import dev.drover.config.ClusterNetwork;
import dev.drover.config.ClusterSecurity;
import dev.drover.config.ClusterTls;
import dev.drover.config.MemberAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what strangers and users are told; each member is a JVM. */
@Timeout(180)
class ClusterSecurityTest {
  private static final String SECRET = "correct horse battery staple";
  private static final String PASSWORD = "pass-of-stores";

  @TempDir private Path directory;
  private final int port = new ClusterPorts().portOf(1);
  private HostMember one;
  private HostMember other;

  @AfterEach
  void close() {
    Stream.of(one, other).filter(member -> member != null).forEach(HostMember::close);
  }

  private ClusterConfig cluster(ClusterSecurity security) {
    return ClusterConfig.LOCAL
        .withName("closed")
        .withDiscovery(new Members(List.of(MemberAddress.parse("127.0.0.1"))))
        .withNetwork(new ClusterNetwork(null, null, port, 0, Duration.ofSeconds(5)))
        .withSecurity(security);
  }

  private HostMember start(String name, ClusterSecurity security) throws InterruptedException {
    return HostMember.start(List.of(), cluster(security), directory.resolve(name)).joined();
  }

  private String log(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException notYet) {
      return "";
    }
  }

  private void awaitLine(String name, String part) {
    Await.until(() -> part + " in: " + log(name), () -> log(name).contains(part));
  }

  private void nothingIsGivenAway() {
    String derived = ClusterName.withSecret("closed", SECRET).split("~")[1];
    assertThat(log("one") + log("other")).doesNotContain(SECRET, PASSWORD, derived);
  }

  /** A key store with a key and a certificate of its own, by the JDK's keytool. */
  private Path store(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "member",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return store;
  }

  private ClusterSecurity inStores(Path store) {
    return new ClusterSecurity(
        SECRET, ClusterTls.store(store.toString(), store.toString(), PASSWORD));
  }

  private ClusterSecurity inPem(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey("member", PASSWORD.toCharArray()).getEncoded();
    Path keyFile = pem("PRIVATE KEY", key);
    Path cert = pem("CERTIFICATE", keys.getCertificate("member").getEncoded());
    return new ClusterSecurity(
        SECRET, ClusterTls.pem(keyFile.toString(), cert.toString(), cert.toString()));
  }

  private Path pem(String what, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        directory.resolve(what.replace(' ', '-') + ".pem"),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text));
  }

  @Test
  void aMemberWithAnotherSecretIsRefusedAndBothSay() throws Exception {
    one = start("one", new ClusterSecurity(SECRET, null));
    other = start("other", new ClusterSecurity("another secret of theirs", null));

    assertThat(one.ask("members")).isEqualTo("1");
    assertThat(other.ask("members")).isEqualTo("1");
    awaitLine("one", "is refused: its cluster has another name or secret");
    awaitLine("other", "does not let this one in: its cluster has another name or secret");
    nothingIsGivenAway();
  }

  @Test
  void membersTalkByTlsWhateverFormTheirKeysHave() throws Exception {
    Path store = store("known");
    one = start("one", inStores(store));
    other = start("other", inPem(store));

    one.awaitMembers(2);
    assertThat(one.ask("consume here")).isEqualTo("ok");
    assertThat(other.ask("request here")).endsWith("reply " + one.nodeId());
    nothingIsGivenAway();
  }

  @Test
  void aMemberWithAnotherCertificateIsRefusedByTheEventBus() throws Exception {
    one = start("one", inStores(store("known")));
    other = start("other", inStores(store("stranger")));

    one.awaitMembers(2);
    assertThat(one.ask("consume here")).isEqualTo("ok");
    other.tell("request here");

    awaitLine("other", "no event-bus connection to member " + one.nodeId());
    awaitLine("one", "is refused");
    nothingIsGivenAway();
  }
}
