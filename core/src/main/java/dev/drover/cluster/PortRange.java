package dev.drover.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports {@code first} to {@code last}, both included. */
record PortRange(int first, int last) {

  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  /** What Linux uses when it is not configured, and a safe choice where it cannot be known. */
  private static final String DEFAULT_EPHEMERAL = "32768 60999";

  /** Below are the ports that well-known services use. */
  private static final int LOWEST = 20_000;

  static final int HIGHEST = 65_535;

  /** Fewer than this and processes would collide too often. */
  private static final int ENOUGH = 1_000;

  PortRange {
    if (first < 1 || last < first || last > HIGHEST) {
      throw new IllegalArgumentException("no port range: " + first + " to " + last);
    }
  }

  int size() {
    return last - first + 1;
  }

  /**
   * The ports that are safe from outgoing connections, which the kernel binds to ports of its own
   * choice.
   */
  static PortRange outsideEphemeral() {
    // Buffered on purpose: the kernel gives the text to the first read only, and
    // Files.readString starts by reading a single byte.
    try (BufferedReader kernel = Files.newBufferedReader(EPHEMERAL)) {
      return outside(kernel.readLine());
    } catch (IOException | IllegalArgumentException unreadable) {
      return outside(DEFAULT_EPHEMERAL);
    }
  }

  /**
   * @param ephemeral the kernel's text: lowest and highest port, separated by white space
   */
  static PortRange outside(String ephemeral) {
    String[] ends = String.valueOf(ephemeral).trim().split("\\s+");
    if (ends.length != 2) {
      throw new IllegalArgumentException("no port range: " + ephemeral);
    }
    int lowest = Integer.parseInt(ends[0]);
    int highest = Integer.parseInt(ends[1]);
    if (lowest - LOWEST >= ENOUGH) {
      return new PortRange(LOWEST, lowest - 1);
    }
    if (HIGHEST - highest >= ENOUGH) {
      return new PortRange(Math.max(LOWEST, highest + 1), HIGHEST);
    }
    // The whole range is the kernel's: any port can be hit by an outgoing connection.
    return new PortRange(LOWEST, HIGHEST);
  }

  @Override
  public String toString() {
    return first + " to " + last;
  }
}
