package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the kernel knows of connections to this machine's servers; Netty's are for both IPs. */
final class TcpTable {
  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";

  private TcpTable() {}

  /** The lengths of the queues of the sockets that listen on that port. */
  static Stream<Integer> waiting(int port) {
    return sockets(port, LISTENING).map(words -> Integer.parseInt(words[4].split(":")[1], 16));
  }

  /**
   * Waits until the servers on that port have so many connections, accepted or not. A client is
   * connected a moment before: the last packet of the handshake is his.
   */
  static void awaitConnections(int count, int port) throws InterruptedException {
    await(count + " connections", () -> sockets(port, ESTABLISHED).count() == count);
  }

  /** The kernel tells nobody. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static Stream<String[]> sockets(int port, String state) {
    String local = ":%04X".formatted(port);
    try {
      return Files.readAllLines(Path.of("/proc/net/tcp6")).stream()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words[1].endsWith(local) && words[3].equals(state));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
