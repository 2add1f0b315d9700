package dev.drover.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A replica's end of the channel. It has a thread of its own, so that it works when every event
 * loop of the application is blocked.
 */
final class ReplicaChannel {
  private final SocketChannel socket;

  // Fair: an application that sends without a pause must not keep beats from being heard.
  private final ReentrantLock writing = new ReentrantLock(true);
  private volatile boolean ended;

  private ReplicaChannel(SocketChannel socket) {
    this.socket = socket;
  }

  static ReplicaChannel connect(Path path) throws IOException {
    return new ReplicaChannel(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /** Starts to read; {@code received} and, once, {@code end} are called on the reader's thread. */
  void read(Consumer<ChannelMessage> received, Runnable end) {
    Thread reader = new Thread(() -> readAll(received, end), "drover-channel");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether the supervisor is gone. */
  boolean ended() {
    return ended;
  }

  /** Blocks until the message is on its way; does nothing when the supervisor is gone. */
  void send(ChannelMessage message) {
    try {
      write(message.toLine());
    } catch (IOException e) {
      // The reader sees the end as well, and it is the one to act on it.
    }
  }

  /**
   * Blocks until the line is on its way.
   *
   * @param text with its line end
   * @throws IOException when the supervisor is gone
   */
  void write(String text) throws IOException {
    ByteBuffer line = UTF_8.encode(text);
    writing.lock();
    // An interrupt of the calling thread, which is the application's, would close the socket.
    boolean interrupted = Thread.interrupted();
    try {
      while (line.hasRemaining()) {
        socket.write(line);
      }
    } finally {
      writing.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void readAll(Consumer<ChannelMessage> received, Runnable end) {
    ByteBuffer chunk = ByteBuffer.allocate(8192);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      while (socket.read(chunk.clear()) >= 0) {
        split(chunk.flip(), line, received);
      }
    } catch (IOException e) {
      // A broken channel is an ended one.
    } finally {
      ended = true;
      end.run();
    }
  }

  private static void split(
      ByteBuffer chunk, ByteArrayOutputStream line, Consumer<ChannelMessage> received)
      throws IOException {
    while (chunk.hasRemaining()) {
      byte next = chunk.get();
      if (next == '\n') {
        received.accept(ChannelMessage.parse(line.toString(UTF_8)));
        line.reset();
      } else if (line.size() == ChannelMessage.MAX_LINE) {
        throw new IOException("line longer than " + ChannelMessage.MAX_LINE + " bytes");
      } else {
        line.write(next);
      }
    }
  }
}
