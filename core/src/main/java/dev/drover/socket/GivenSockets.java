package dev.drover.socket;

import dev.drover.config.ConfigException;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The listening sockets that a service manager has opened for this process, by the protocol of
 * systemd's {@code sd_listen_fds(3)}: {@code LISTEN_FDS}, {@code LISTEN_PID}, {@code
 * LISTEN_FDNAMES}. A server that listens on the address of one gets that one. They stay open in the
 * manager, so that connections wait in their queues while this process is restarted, and none is
 * refused.
 *
 * <p>All methods may be called on any thread.
 */
public final class GivenSockets {
  private static final int FIRST = 3;
  private static final int MOST = 1_000;

  private static GivenSockets ofProcess;

  private final List<GivenSocket> sockets;
  private final Set<GivenSocket> used = ConcurrentHashMap.newKeySet();

  private GivenSockets(List<GivenSocket> sockets) {
    this.sockets = List.copyOf(sockets);
  }

  /**
   * Those of this process.
   *
   * @throws ConfigException when one is no listening TCP socket
   */
  public static synchronized GivenSockets ofProcess() {
    if (ofProcess == null) {
      ofProcess = of(System.getenv(), ProcessHandle.current().pid());
    }
    return ofProcess;
  }

  static GivenSockets of(Map<String, String> env, long pid) {
    if (!String.valueOf(pid).equals(env.get("LISTEN_PID"))) {
      return new GivenSockets(List.of()); // Given to a parent of ours, if to anybody.
    }
    String count = env.getOrDefault("LISTEN_FDS", "");
    if (!count.matches("\\d{1,4}") || Integer.parseInt(count) > MOST) {
      throw new ConfigException("LISTEN_FDS must be a number of descriptors, was '" + count + "'");
    }
    String[] names = env.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    List<GivenSocket> sockets = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(count); i++) {
      String name = i < names.length && !names[i].isEmpty() ? names[i] : "unknown";
      try {
        Epoll.ensureAvailability();
        sockets.add(GivenSocket.of(FIRST + i, name));
        Fcntl.makeOurs(FIRST + i);
      } catch (IOException | LinkageError e) {
        problems.add(
            "the service manager's descriptor %d (%s) cannot be adopted: %s; only TCP sockets can"
                .formatted(FIRST + i, name, e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new GivenSockets(sockets);
  }

  /** The one for a server that wants to listen there; a port 0 is never given. */
  Optional<GivenSocket> take(InetSocketAddress wanted) {
    for (GivenSocket socket : sockets) {
      if (socket.serves(wanted) && used.add(socket)) {
        return Optional.of(socket);
      }
    }
    return Optional.empty();
  }

  /** The server is gone; the next may have it. */
  void giveBack(GivenSocket socket) {
    used.remove(socket);
  }

  /**
   * Those on which nobody listens: who connects there waits for ever. As {@code name (host:port)}.
   */
  public List<String> unused() {
    return sockets.stream()
        .filter(socket -> !used.contains(socket))
        .map(socket -> socket.name() + " (" + BindFailure.text(socket.address()) + ")")
        .toList();
  }
}
