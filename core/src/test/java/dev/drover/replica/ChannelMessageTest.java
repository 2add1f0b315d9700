package dev.drover.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.cluster.JoinGrant;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterDiscovery;
import dev.drover.config.ClusterNetwork;
import dev.drover.config.ClusterSecurity;
import dev.drover.config.ClusterTls;
import dev.drover.config.MemberAddress;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.StopPolicy;
import dev.drover.config.VertxSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChannelMessageTest {

  static Stream<ChannelMessage> vocabulary() {
    return Stream.of(
        new ChannelMessage.Hello(2, "token", 4711),
        new ChannelMessage.JoinAsk(),
        new ChannelMessage.Joined("node-1"),
        new ChannelMessage.JoinFailed("SEED_GONE"),
        new ChannelMessage.Ready(3),
        new ChannelMessage.StartFailed(List.of("one", "two\nlines")),
        new ChannelMessage.Beat(
            true,
            new Vitals(1, -1, 3, 4, 5, 6, 7, 8, 9, 2),
            List.of(new LoopBeat("loop", 1_234, 99))),
        new ChannelMessage.Stacks(
            7, List.of(new ThreadStack("loop", "RUNNABLE", null, List.of("a", "b"))), "all\n"),
        new ChannelMessage.SendBeats(Duration.ofMillis(250)),
        new ChannelMessage.AskStacks(7, List.of("loop")),
        new ChannelMessage.SetInstances(8, 4, StopPolicy.DEFAULT),
        new ChannelMessage.InstancesSet(8, 4, 2, 1, null),
        new ChannelMessage.InstancesSet(8, 4, 2, 0, "no"),
        new ChannelMessage.Said(JsonObject.of("a", JsonArray.of(1, null))),
        new ChannelMessage.Said("text\nof two lines"),
        new ChannelMessage.Said(null),
        new ChannelMessage.AskBus(
            7,
            new BusTask(
                BusTask.Kind.REQUEST,
                "prices",
                JsonObject.of("body", JsonArray.of(1, null)),
                Map.of("a", "b"),
                500)),
        new ChannelMessage.BusSays(7, JsonObject.of("result", JsonObject.of("body", null))),
        new ChannelMessage.BusMore(7, 1_024),
        new ChannelMessage.BusEnd(7),
        new ChannelMessage.Start(
            new ApplicationSpec(
                ApplicationSpec.Entry.MAIN, "com.acme.Main", List.of("a"), VertxSettings.NONE, 2),
            StopPolicy.DEFAULT,
            new ReadyPolicy(Duration.ofSeconds(3), true, ":9090/ready"),
            "web",
            new ClusterConfig(
                "acme",
                new ClusterDiscovery.Members(List.of(MemberAddress.parse("[fd00::1]:5701"))),
                ClusterNetwork.DEFAULT,
                new ClusterSecurity("0123456789abcdef", ClusterTls.pem("k", "c", "a")),
                2),
            Admission.WHEN_READY),
        new ChannelMessage.NotReady("GET /ready answered 503"),
        new ChannelMessage.Open(),
        new ChannelMessage.TakeOver(4_711),
        new ChannelMessage.Join(new JoinGrant("acme", 15701, null)),
        new ChannelMessage.Join(new JoinGrant("acme", 15702, "127.0.0.1:15701")),
        new ChannelMessage.MemberDead("node-1"),
        new ChannelMessage.Drain(
            "SHUTDOWN", StopPolicy.DEFAULT.withLameDuck(Duration.ofSeconds(3))));
  }

  @ParameterizedTest
  @MethodSource("vocabulary")
  void messageIsOneLineThatReadsBackTheSame(ChannelMessage message) {
    String line = message.toLine();
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(ChannelMessage.parse(line)).isEqualTo(message);
  }
}
