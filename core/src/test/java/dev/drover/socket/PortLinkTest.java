package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The supervisor's end of a port link, with replicas that say what they should not. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class PortLinkTest {
  private static final String LOCAL = "127.0.0.1";

  private final Replicas replicas = new Replicas(2);

  @AfterEach
  void close() throws IOException {
    replicas.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "LISTEN",
        "LISTEN 1 2 0 128 not-an-address 0",
        "LISTEN 9 2 0 128 127.0.0.1 0",
        "LISTEN x 2 0 128 127.0.0.1 0",
        "SEND",
        "LIVE",
        "GOT",
        "GOT x",
        "PASS x y",
      })
  void whoeverBreaksTheProtocolIsDisconnectedAndTheOthersAreServed(String line) throws Exception {
    int port = replicas.link(1).listen(LOCAL, 0).actualPort();
    try (RawLink link = new RawLink(replicas.link)) {
      link.say(line);
      assertThat(link.readUntilTheEnd()).doesNotContain("OK");
    }
    assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo("1");
    assertThat(replicas.link(2).listen(LOCAL, 0).actualPort()).isEqualTo(port);
  }

  @Test
  void aConfirmationOfWhatWasNeverSentIsIgnored() throws Exception {
    try (RawLink link = new RawLink(replicas.link)) {
      link.say("GOT 0\nGOT 4711");
      link.listen(1);
      link.say("GOT 4711\nMISSED\nSTOP");
      assertThat(link.readUntilTheEnd()).isEmpty();
    }
  }

  @Test
  void whatAReplicaDiedWithoutConfirmingIsSentAgainToAnother() throws Exception {
    int port = leaveAnAddress();
    List<Http> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Http client = new Http(LOCAL, port);
      clients.add(client);
      client.send("/");
    }
    try (RawLink link = new RawLink(replicas.link)) {
      link.listen(2);
      // What it is sent now it has, and never says so.
      link.say("LIVE");
      assertThat(link.read()).as("a byte for each connection").isNotEmpty();
    }
    LinkedReplica next = replicas.link(1);
    next.listen(LOCAL, 0);
    for (Http client : clients) {
      assertThat(client.receive()).isEqualTo(next.name());
      client.close();
    }
  }

  @Test
  void aStoppingReplicaKeepsWhatItWasSentAndTheLinkUntilItHasSaidSo() throws Exception {
    int port = leaveAnAddress();
    try (Http client = new Http(LOCAL, port);
        RawLink link = new RawLink(replicas.link)) {
      LinkedReplica next = takeOneAndStop(link);
      // Were the link's end the answer to that, the client would be another's.
      assertThat(Http.getOnce(LOCAL, port, "/")).isEqualTo(next.name());
      link.say("GOT 0");
      assertThat(link.readUntilTheEnd()).isEmpty();
      // The replica's descriptor of it was closed unseen.
      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void whatAStoppingReplicaWillNotTakeAfterAllGoesToAnother() throws Exception {
    int port = leaveAnAddress();
    try (Http client = new Http(LOCAL, port);
        RawLink link = new RawLink(replicas.link)) {
      LinkedReplica next = takeOneAndStop(link);
      link.say("RELEASE");
      assertThat(link.readUntilTheEnd()).isEmpty();
      assertThat(client.get("/")).isEqualTo(next.name());
    }
  }

  /** Its word that it is live may be on its way still when everything is to stop. */
  @Test
  void whatWaitsForAReplicaThatIsAboutToServeIsItsAlsoWhenNobodyListensAnyMore() throws Exception {
    int port = leaveAnAddress();
    try (Http client = new Http(LOCAL, port);
        RawLink link = new RawLink(replicas.link)) {
      link.listen(1);
      replicas.ports.stopListening();
      // Changes nothing, and comes after that.
      replicas.ports.grow(1).toCompletableFuture().join();
      link.say("LIVE");
      assertThat(link.read()).as("a byte for the connection").hasSize(1);
      link.say("RELEASE");
      assertThat(link.readUntilTheEnd()).isEmpty();
      // There is nobody else.
      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  /** Connections to it queue at the first slot. */
  private int leaveAnAddress() {
    LinkedReplica before = replicas.link(1);
    int port = before.listen(LOCAL, 0).actualPort();
    before.drain().join();
    return port;
  }

  /** Another serves then. */
  private LinkedReplica takeOneAndStop(RawLink link) throws IOException {
    link.listen(2);
    link.say("LIVE");
    assertThat(link.read()).as("a byte for the connection").hasSize(1);
    LinkedReplica next = replicas.link(1);
    next.listen(LOCAL, 0);
    link.say("STOP");
    return next;
  }
}
