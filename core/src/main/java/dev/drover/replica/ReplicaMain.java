package dev.drover.replica;

import dev.drover.socket.ServerSockets;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The main class of a replica's JVM. All it is given are the properties below; everything else
 * comes over the channel, where no listing of processes shows it. They are properties, and not
 * environment variables, so that the application's own child processes do not inherit them.
 */
public final class ReplicaMain {
  /** Path of the supervisor's socket for messages. */
  public static final String CHANNEL = "drover.channel";

  /** Path of the supervisor's socket for listening sockets; absent where it shares none. */
  public static final String PORTS = "drover.ports";

  /** Number of the replica's slot, from 1. */
  public static final String SLOT = "drover.slot";

  /** A number no other living replica of the service has, from 1. */
  public static final String MEMBER = "drover.member";

  /** Proves to the supervisor which of its replicas this is. */
  public static final String TOKEN = "drover.token";

  private ReplicaMain() {}

  public static void main(String[] args) {
    Signals.ignoreInterrupt();
    RunDirectory.useClasses(System.getProperty("java.class.path"));
    Path channel = Path.of(take(CHANNEL));
    int slot = Integer.parseInt(take(SLOT));
    int member = Integer.parseInt(take(MEMBER));
    String token = take(TOKEN);
    // Before it connects: from then on it has a limited time to say who it is.
    ServerSockets sockets = sockets(slot);
    new Replica(connect(channel), channel.getParent(), sockets, slot, member).run(token);
  }

  private static ServerSockets sockets(int slot) {
    String ports = System.clearProperty(PORTS);
    return ports == null
        ? ServerSockets.installLocal()
        : ServerSockets.installSupervised(Path.of(ports), slot);
  }

  private static ReplicaChannel connect(Path channel) {
    try {
      return ReplicaChannel.connect(channel);
    } catch (IOException e) {
      AbandonedDirectory.removeOfGone(channel.getParent());
      System.err.println("the supervisor of this replica is gone: " + e.getMessage());
      System.exit(Leave.NOT_STARTED);
      throw new IllegalStateException(e);
    }
  }

  private static String take(String property) {
    String value = System.clearProperty(property);
    if (value == null) {
      System.err.println("this class is started by a Drover supervisor only: no -D" + property);
      System.exit(Leave.NOT_STARTED);
    }
    return value;
  }
}
