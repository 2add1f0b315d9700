package dev.drover.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** Lines over a socket, each way, with a limit to every wait. */
final class LineChannel implements AutoCloseable {

  /** A wait was over. */
  static final class Late extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final SocketChannel socket;
  private final Selector selector;
  private final SelectionKey key;
  private ByteBuffer bytes = ByteBuffer.allocate(16 * 1024).limit(0);

  LineChannel(SocketChannel socket) throws IOException {
    this.socket = socket;
    socket.configureBlocking(false);
    selector = Selector.open();
    key = socket.register(selector, SelectionKey.OP_READ);
  }

  /**
   * @param end by {@link System#nanoTime}; {@link Long#MAX_VALUE} for never
   */
  void write(String line, long end) throws IOException {
    ByteBuffer out = UTF_8.encode(line + "\n");
    while (out.hasRemaining()) {
      if (socket.write(out) == 0) {
        await(SelectionKey.OP_WRITE, end);
      }
    }
  }

  /**
   * The next line, without its line end.
   *
   * @throws EOFException when there is none any more
   */
  String read(long end) throws IOException {
    int searched = bytes.position();
    while (true) {
      for (int i = searched; i < bytes.limit(); i++) {
        if (bytes.get(i) == '\n') {
          String line = new String(bytes.array(), bytes.position(), i - bytes.position(), UTF_8);
          bytes.position(i + 1);
          return line;
        }
      }
      searched = fill(end);
    }
  }

  /** Reads more behind what is there; returns where that begins. */
  private int fill(long end) throws IOException {
    bytes.compact();
    if (!bytes.hasRemaining()) {
      if (bytes.capacity() > ControlProtocol.MAX_ANSWER) {
        throw new IOException("a line of more than " + ControlProtocol.MAX_ANSWER + " bytes");
      }
      bytes = ByteBuffer.allocate(bytes.capacity() * 2).put(bytes.flip());
    }
    int before = bytes.position();
    int read = 0;
    try {
      while ((read = socket.read(bytes)) == 0) {
        await(SelectionKey.OP_READ, end);
      }
    } finally {
      bytes.flip();
    }
    if (read < 0) {
      throw new EOFException();
    }
    return before;
  }

  private void await(int operation, long end) throws IOException {
    long millis =
        end == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (end != Long.MAX_VALUE && millis <= 0) {
      throw new Late();
    }
    try {
      key.interestOps(operation);
      selector.select(millis);
      selector.selectedKeys().clear();
    } catch (CancelledKeyException | ClosedSelectorException e) {
      // Another thread has closed this, which a reader learns as of any socket.
      throw new AsynchronousCloseException();
    }
  }

  @Override
  public void close() {
    try (socket;
        selector) {
      key.cancel();
    } catch (IOException e) {
      // It is closed as far as this side is concerned.
    }
  }
}
