package dev.drover.socket;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The listening TCP sockets of this JVM's Vert.x servers: where they come from, and how they are
 * drained. There is one per JVM; once installed, every {@code Vertx} built in this JVM, by whoever,
 * listens through it.
 */
public final class ServerSockets {

  private ServerSockets() {}

  /** Servers bind their own sockets, as always; Drover only learns of their connections. */
  public static ServerSockets installLocal() {
    throw new IllegalStateException("skeleton");
  }

  /**
   * Servers adopt the supervisor's sockets.
   *
   * @param link the unix socket of the supervisor's {@link SharedPorts}
   * @param slot this replica's slot, from 1
   */
  public static ServerSockets installSupervised(Path link, int slot) {
    throw new IllegalStateException("skeleton");
  }

  /** Addresses now listened on, in the order they were bound. */
  public List<InetSocketAddress> addresses() {
    throw new IllegalStateException("skeleton");
  }

  /** Called with each address once it is listened on, on the acceptor's event loop. */
  public void onListening(Consumer<InetSocketAddress> handler) {
    throw new IllegalStateException("skeleton");
  }

  /**
   * Stops accepting, tells clients to go elsewhere and waits for what is in flight.
   *
   * @param lameDuck how long clients are told to close before idle connections are closed
   * @param limit when to give up waiting
   * @return completes, on any thread, with the number of connections still open at the limit
   */
  public CompletionStage<Integer> drain(Duration lameDuck, Duration limit) {
    throw new IllegalStateException("skeleton");
  }
}
