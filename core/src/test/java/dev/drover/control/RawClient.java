package dev.drover.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A client that may do whatever it likes. */
final class RawClient implements AutoCloseable {
  static final String HELLO = "{\"id\":0,\"op\":\"hello\",\"args\":{\"version\":1}}";

  private final SocketChannel socket;
  private final BufferedReader lines;

  RawClient(Path path) throws IOException {
    socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
    lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(socket), UTF_8));
  }

  static RawClient greeted(Path path) throws IOException {
    RawClient client = new RawClient(path);
    client.send(HELLO);
    client.receive();
    return client;
  }

  void send(String line) throws IOException {
    send((line + "\n").getBytes(UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      socket.write(out);
    }
  }

  /** Null at the end. */
  JsonObject receive() throws IOException {
    String line = lines.readLine();
    return line == null ? null : new JsonObject(line);
  }

  /** Reads to the end, whatever comes. */
  void awaitEnd() throws IOException {
    try {
      while (lines.readLine() != null) {
        continue;
      }
    } catch (IOException reset) {
      // The server had not read all that was sent.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
