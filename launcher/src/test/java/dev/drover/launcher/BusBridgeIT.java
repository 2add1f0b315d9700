package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.bridge.BusClient;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of Vert.x's TCP bridge at {@code drover run --bus-bridge}. */
class BusBridgeIT {
  private static final String PERMISSIONS = "{\"inbound\":[{\"address\":\"prices\"}]}";
  private static final String REQUEST =
      "{\"type\":\"send\",\"address\":\"prices\",\"replyAddress\":\"r\",\"body\":\"pear\"}";

  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  private DroverProcess run(String at, int replicas) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                DroverCommand.app("BusServer"),
                "--conf",
                DroverCommand.conf(port),
                "--bus-bridge",
                at,
                "--bus-permissions",
                PERMISSIONS));
    if (replicas > 0) {
      args.addAll(List.of("--replicas", String.valueOf(replicas)));
    }
    return new DroverCommand(directory).run(args.toArray(String[]::new));
  }

  private static String answer(InputStream in, OutputStream out) throws Exception {
    DataOutputStream frames = new DataOutputStream(out);
    byte[] request = REQUEST.getBytes(StandardCharsets.UTF_8);
    frames.writeInt(request.length);
    frames.write(request);
    frames.flush();
    DataInputStream answers = new DataInputStream(in);
    return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aUnixSocketServesItsOwnerAndGoesAtTheEnd(int replicas) throws Exception {
    Path path = directory.resolve("bus");
    try (DroverProcess drover = run("unix:" + path, replicas)) {
      drover.awaitUp();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        client.connect(UnixDomainSocketAddress.of(path));
        assertThat(answer(Channels.newInputStream(client), Channels.newOutputStream(client)))
            .contains("\"body\":\"pear costs 3\"");
      }
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void aUnixSocketIsHandedOverByAReload() throws Exception {
    Path path = directory.resolve("bus");
    try (DroverProcess drover = run("unix:" + path, 2)) {
      drover.awaitUp();
      try (SocketChannel old = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        old.connect(UnixDomainSocketAddress.of(path));
        Object before = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        // Of two slots, so that the first has had the time of the second.
        DroverAnswer reload = new DroverCommand(directory).ask("reload", "--probation=100ms");
        assertThat(reload.exitCode()).as(reload.err()).isZero();
        assertThat(Files.readAttributes(path, BasicFileAttributes.class).fileKey())
            .isNotEqualTo(before);
      }
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        client.connect(UnixDomainSocketAddress.of(path));
        assertThat(answer(Channels.newInputStream(client), Channels.newOutputStream(client)))
            .contains("\"body\":\"pear costs 3\"");
      }
    }
    assertThat(path).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aPortServesWhoeverReachesIt(int replicas) throws Exception {
    int bridge = DroverCommand.freePort();
    try (DroverProcess drover = run("127.0.0.1:" + bridge, replicas)) {
      drover.awaitUp();
      try (Socket client = new Socket()) {
        client.connect(new InetSocketAddress("127.0.0.1", bridge), 10_000);
        assertThat(answer(client.getInputStream(), client.getOutputStream()))
            .contains("\"body\":\"pear costs 3\"");
      }
    }
  }

  @Test
  void theClientsArePrinted() {
    for (BusClient client : BusClient.values()) {
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
      new Launcher(out, System.err, code -> assertThat(code).isEqualTo(ExitCode.OK))
          .launch("client", client.name().toLowerCase(Locale.ROOT));
      assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(client.source());
    }
  }
}
