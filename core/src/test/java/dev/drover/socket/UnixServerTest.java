package dev.drover.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix sockets in replicas: each has its own. */
class UnixServerTest extends TwoReplicas {

  @TempDir Path directory;

  @Test
  void aPathThatAnotherReplicaHasIsABindExceptionAndTheOtherServesOn() throws Exception {
    Path path = directory.resolve("taken.sock");
    listen(first, path);
    assertThatThrownBy(() -> listen(second, path))
        .isInstanceOf(BindException.class)
        .hasMessage("Address already in use: " + path + ", another server listens there");
    assertThat(answer(path)).isEqualTo(first.name());
  }

  @Test
  void aFileThatIsNoSocketIsNotReplaced() throws Exception {
    Path path = Files.writeString(directory.resolve("notes"), "keep");
    assertThatThrownBy(() -> listen(first, path))
        .isInstanceOf(BindException.class)
        .hasMessage("Address already in use: " + path + ", a file that is no socket");
    assertThat(path).hasContent("keep");
  }

  @Test
  void whatADeadServerHasLeftIsReplaced() throws Exception {
    Path path = directory.resolve("left.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path))
        .close();
    assertThat(path).exists();
    listen(first, path);
    assertThat(answer(path)).isEqualTo(first.name());
  }

  @Test
  void theFileCanBeOpenedToEverybody() throws Exception {
    Path path = directory.resolve("open.sock");
    listen(first, path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rwxrwxrwx");
    assertThat(answer(path)).isEqualTo(first.name());
  }

  @Test
  void aRelativePathIsOfTheWorkingDirectoryAndTheFileGoesWithItsServer() throws Exception {
    Path path = Path.of("target", "relative-" + ProcessHandle.current().pid() + ".sock");
    listen(first, path);
    assertThat(path.toAbsolutePath()).exists();
    assertThat(answer(path.toAbsolutePath())).isEqualTo(first.name());
    first.close();
    assertThat(path).doesNotExist();
  }

  private static NetServer listen(LinkedReplica replica, Path path) {
    return replica
        .vertx
        .createNetServer()
        .connectHandler(socket -> socket.end(Buffer.buffer(replica.name())))
        .listen(SocketAddress.domainSocketAddress(path.toString()))
        .await();
  }

  private static String answer(Path path) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      ByteBuffer answer = ByteBuffer.allocate(16);
      client.read(answer);
      return US_ASCII.decode(answer.flip()).toString();
    }
  }
}
