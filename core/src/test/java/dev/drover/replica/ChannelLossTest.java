package dev.drover.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.StopPolicy;
import dev.drover.config.VertxSettings;
import java.io.BufferedReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replica whose supervisor is played by the test. */
@Timeout(60)
final class ChannelLossTest {
  private static final StopPolicy STOP =
      new StopPolicy(Duration.ofSeconds(2), Duration.ofSeconds(4));

  @TempDir Path directory;

  @Test
  void aReplicaWhoseChannelEndsDrainsAndExitsWithZero() throws Exception {
    Path path = directory.resolve("channel.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Process replica = start(path);
      try (SocketChannel channel = server.accept();
          BufferedReader lines = new BufferedReader(Channels.newReader(channel, UTF_8))) {
        assertThat(ChannelMessage.parse(lines.readLine()))
            .isEqualTo(new ChannelMessage.Hello(1, "secret", replica.pid()));
        channel.write(UTF_8.encode(order().toLine()));
        assertThat(ChannelMessage.parse(lines.readLine())).isEqualTo(new ChannelMessage.Ready(0));
      } finally {
        // The channel is closed by now: that ends it, or the test does.
        if (!replica.waitFor(20, TimeUnit.SECONDS)) {
          replica.destroyForcibly();
        }
      }
      assertThat(replica.waitFor()).isZero();
    }
  }

  private static ChannelMessage.Start order() {
    ApplicationSpec application =
        new ApplicationSpec(
            ApplicationSpec.Entry.MAIN,
            "com.acme.OwnMain",
            List.of("listen"),
            VertxSettings.NONE,
            1);
    return new ChannelMessage.Start(
        application, STOP, ReadyPolicy.DEFAULT, "web", ClusterConfig.LOCAL, Admission.AT_ONCE);
  }

  private static Process start(Path channel) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            "-D" + ReplicaMain.CHANNEL + "=" + channel,
            "-D" + ReplicaMain.SLOT + "=1",
            "-D" + ReplicaMain.MEMBER + "=1",
            "-D" + ReplicaMain.TOKEN + "=secret",
            ReplicaMain.class.getName())
        .inheritIO()
        .start();
  }
}
