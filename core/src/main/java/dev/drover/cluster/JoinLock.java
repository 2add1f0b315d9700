package dev.drover.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/**
 * Held by the one process of this machine that is about to join a cluster. A bound port is the
 * lock: it is seen by just those processes that could meet on the loopback interface, and it cannot
 * outlive its holder.
 */
final class JoinLock implements Closeable {

  private final ServerSocket held;

  private JoinLock(ServerSocket held) {
    this.held = held;
  }

  /**
   * Blocks until the lock is free, or {@code patience} is over: then returns a lock that holds
   * nothing, because a stopped process must not keep all others from starting.
   */
  static JoinLock acquire(int port, Duration patience) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    long deadline = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    while (left > 0) {
      ServerSocket lock = new ServerSocket();
      try {
        lock.setReuseAddress(true);
        lock.bind(address);
        return new JoinLock(lock);
      } catch (IOException heldByAnother) {
        lock.close();
        awaitRelease(address, (int) left);
      }
      left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }
    return new JoinLock(null);
  }

  /** The holder never accepts: a connection to it ends when the holder lets go or dies. */
  private static void awaitRelease(InetSocketAddress address, int timeoutMillis) {
    try (Socket waiting = new Socket()) {
      waiting.connect(address, timeoutMillis);
      waiting.setSoTimeout(timeoutMillis);
      waiting.getInputStream().read();
    } catch (IOException released) {
      // Refused, reset or timed out: the caller tries again or gives up.
    }
  }

  boolean isHeld() {
    return held != null;
  }

  @Override
  public void close() throws IOException {
    if (held != null) {
      held.close();
    }
  }
}
