package dev.drover.socket;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The supervisor's listening sockets: one per slot and address, kept open for life and handed to
 * the replicas that ask for them over a unix socket.
 */
public final class SharedPorts {

  /** What happens to shared ports; called on the ports' own event loop, must not block. */
  public interface Listener {
    /** The first replica to listen there has made the supervisor bind this address. */
    default void bound(InetSocketAddress address) {}

    /** An address could not be bound; {@code message} is one line that names it and its holder. */
    default void bindFailed(int slot, String message) {}

    /** The application has closed its last server on this address; the port is free again. */
    default void released(InetSocketAddress address) {}
  }

  private SharedPorts() {}

  /**
   * @param socket where to put the unix socket; its directory must be readable by the owner only
   * @param slots how many replicas share the ports, at least 1
   */
  public static SharedPorts open(Path socket, int slots, Listener listener) {
    throw new IllegalStateException("skeleton");
  }

  /** Addresses now bound, in the order they were bound. */
  public List<InetSocketAddress> addresses() {
    throw new IllegalStateException("skeleton");
  }

  /** Closes all sockets; completes on any thread when the ports are free. */
  public CompletionStage<Void> close() {
    throw new IllegalStateException("skeleton");
  }
}
