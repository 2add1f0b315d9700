package dev.drover.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is at the other end, as the kernel tells it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PeersTest {
  private static final String NOBODY = "65534";

  // The system's own: one in a home directory is out of another user's reach.
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"nio", "epoll"})
  void theOwnerIsKnownOnEveryTransport(String transport) throws Exception {
    assertThat(connect(transport, false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "epoll"})
  void anotherUserIsNotTakenForTheOwner(String transport) throws Exception {
    assumeThat(OwnUser.uid()).as("becoming another user needs root").isZero();
    assumeThat(Path.of(PYTHON)).isExecutable();
    assertThat(connect(transport, true)).isFalse();
  }

  private boolean connect(String name, boolean asNobody) throws Exception {
    Transport transport = name.equals("nio") ? Transport.NIO : Transport.EPOLL;
    Vertx vertx = Vertx.builder().withTransport(transport).build();
    try {
      // Another user has to get there at all.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      Path path = directory.resolve("s");
      Promise<Boolean> owner = Promise.promise();
      TestServer.await(
          vertx
              .createNetServer()
              .connectHandler(
                  socket ->
                      owner.tryComplete(
                          isOwner(path, ((NetSocketInternal) socket).channelHandlerContext())))
              .listen(SocketAddress.domainSocketAddress(path.toString())));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
      if (asNobody) {
        connectAsNobody(path);
      } else {
        SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      }
      return TestServer.await(owner.future());
    } finally {
      TestServer.await(vertx.close());
    }
  }

  private static boolean isOwner(Path path, ChannelHandlerContext context) {
    try {
      return Peers.ownersOf(path).isOwner(context.channel());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void connectAsNobody(Path path) throws Exception {
    String connect =
        "import socket; s = socket.socket(socket.AF_UNIX); s.connect('%s'); s.recv(1)"
            .formatted(path);
    Process client =
        new ProcessBuilder(
                List.of(
                    "setpriv",
                    "--reuid=" + NOBODY,
                    "--regid=" + NOBODY,
                    "--clear-groups",
                    PYTHON,
                    "-c",
                    connect))
            .inheritIO()
            .start();
    client.onExit().orTimeout(30, TimeUnit.SECONDS);
  }
}
