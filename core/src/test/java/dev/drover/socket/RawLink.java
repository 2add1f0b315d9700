package dev.drover.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A replica's end of a port link, by hand; descriptors that come are closed by the system. */
final class RawLink implements AutoCloseable {
  private final SocketChannel channel;

  RawLink(Path link) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(link));
  }

  /** Asks for the slot's socket on any port of 127.0.0.1, and gets it. */
  void listen(int slot) throws IOException {
    say("LISTEN " + slot + " 1 0 128 127.0.0.1 0");
    assertThat(read()).startsWith("OK ");
    say("SEND");
    assertThat(read()).as("the byte that carries a descriptor").hasSize(1);
  }

  void say(String line) throws IOException {
    channel.write(US_ASCII.encode(line + "\n"));
  }

  /** What is there, or comes first; empty at the end. */
  String read() throws IOException {
    ByteBuffer some = ByteBuffer.allocate(1024);
    channel.read(some);
    return US_ASCII.decode(some.flip()).toString();
  }

  String readUntilTheEnd() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String some = read(); !some.isEmpty(); some = read()) {
      all.append(some);
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
