package dev.drover.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Which of many addresses accept connections: asked all at the same time, with nothing sent. */
final class OpenPorts {
  /** A host that is gone or cut off does not even refuse. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Selector selector;
  private final Set<InetSocketAddress> found = new HashSet<>();

  private OpenPorts(Selector selector) {
    this.selector = selector;
  }

  /** Blocks until all have accepted or refused, or for {@link #PATIENCE}. */
  static Set<InetSocketAddress> among(Collection<InetSocketAddress> addresses) {
    try (Selector selector = Selector.open()) {
      OpenPorts ports = new OpenPorts(selector);
      try {
        addresses.forEach(ports::begin);
        ports.await();
      } finally {
        selector.keys().forEach(OpenPorts::close);
      }
      return ports.found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(InetSocketAddress address) {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, address);
      try {
        if (channel.connect(address)) {
          found.add(address);
          close(key);
        }
      } catch (IOException unreachable) {
        close(key);
      }
    } catch (IOException noDescriptor) {
      // Rather asked for nothing than left out.
      found.add(address);
    }
  }

  private void await() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long left = PATIENCE.toMillis();
    while (left > 0 && selector.keys().stream().anyMatch(SelectionKey::isValid)) {
      selector.select(this::finish, left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    // This thread may have stood still since they answered.
    selector.selectNow(this::finish);
  }

  private void finish(SelectionKey key) {
    try {
      if (((SocketChannel) key.channel()).finishConnect()) {
        found.add((InetSocketAddress) key.attachment());
      }
    } catch (IOException refused) {
      // Nobody listens there.
    }
    close(key);
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException closed) {
      // It is not needed any more.
    }
  }
}
