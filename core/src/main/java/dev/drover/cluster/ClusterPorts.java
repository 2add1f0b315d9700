package dev.drover.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of a supervisor's cluster members: one per member, the same for as long as the
 * supervisor lives.
 *
 * <p>On the loopback interface a port is outside the range the kernel hands to outgoing connections
 * and was free when it was picked. The search starts at a random place, so that supervisors started
 * together rarely collide; should it happen, {@link #renew} picks another. Calls must come from one
 * thread; each takes well under a millisecond.
 */
public final class ClusterPorts {

  private final PortRange range;
  private final boolean fixed;
  private final Map<Integer, Integer> portOfMember = new HashMap<>();
  private final Set<Integer> taken = new HashSet<>();
  private int next;

  /** Picks from the ports of this machine. */
  public ClusterPorts() {
    this(PortRange.outsideEphemeral());
  }

  ClusterPorts(PortRange range) {
    this.range = range;
    this.fixed = false;
    this.next = ThreadLocalRandom.current().nextInt(range.size());
  }

  private ClusterPorts(int first) {
    this.range = new PortRange(first, PortRange.HIGHEST);
    this.fixed = true;
    this.next = 0;
  }

  /**
   * Ports that members on other hosts know beforehand: that of member 1 is {@code first}, of member
   * 2 the next.
   */
  public static ClusterPorts from(int first) {
    return new ClusterPorts(first);
  }

  /**
   * This member's port, picked on the first call.
   *
   * @throws IllegalStateException if no port of the range is free
   */
  public int portOf(int member) {
    if (fixed) {
      return range.first() + member - 1;
    }
    return portOfMember.computeIfAbsent(member, absent -> pick());
  }

  /** Picks a new port for a member that could not bind the one it had; never one given before. */
  public int renew(int member) {
    portOfMember.remove(member);
    return portOf(member);
  }

  private int pick() {
    for (int tried = 0; tried < range.size(); tried++) {
      int port = range.first() + next;
      next = (next + 1) % range.size();
      if (isFree(port) && taken.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port for a cluster member on 127.0.0.1: tried " + range);
  }

  private static boolean isFree(int port) {
    try (ServerSocket trial = new ServerSocket()) {
      // As Hazelcast binds it: connections of a killed member in TIME_WAIT do not count.
      trial.setReuseAddress(true);
      trial.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
