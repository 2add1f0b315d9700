package dev.drover.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A socket as two blocking streams, which may be used before it is connected: they wait. Each
 * closes its own direction; the second closes the socket.
 */
final class ChannelSocket {
  private final CompletableFuture<SocketChannel> connected;
  private final InputStream in = new Input();
  private final OutputStream out = new Output();
  private boolean inClosed;
  private boolean outClosed;

  ChannelSocket(CompletableFuture<SocketChannel> connected) {
    this.connected = connected;
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  private SocketChannel socket() throws IOException {
    try {
      return connected.get();
    } catch (ExecutionException e) {
      throw new IOException("the channel was never connected", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private synchronized void closed(boolean input) throws IOException {
    inClosed |= input;
    outClosed |= !input;
    SocketChannel socket = socket();
    if (inClosed && outClosed) {
      socket.close();
    } else if (input) {
      socket.shutdownInput(); // Wakes a reader.
    } else {
      socket.shutdownOutput();
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      return socket().read(ByteBuffer.wrap(into, from, length));
    }

    @Override
    public void close() throws IOException {
      closed(true);
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      // A blocking channel writes all of it.
      socket().write(ByteBuffer.wrap(bytes, from, length));
    }

    @Override
    public void close() throws IOException {
      closed(false);
    }
  }
}
