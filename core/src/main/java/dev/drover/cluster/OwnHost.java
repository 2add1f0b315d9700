package dev.drover.cluster;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ConfigException;
import dev.drover.config.MemberAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which of this machine's addresses its members bind, so that other hosts reach them. */
final class OwnHost {
  private static final int DISCARD = 9;

  private final ClusterConfig cluster;
  private final List<InetAddress> own;

  private OwnHost(ClusterConfig cluster, List<InetAddress> own) {
    this.cluster = cluster;
    this.own = own;
  }

  /**
   * Blocks while it asks DNS.
   *
   * @throws ConfigException when no address fits, with those that there are
   */
  static String of(ClusterConfig cluster) {
    return format(new OwnHost(cluster, ofThisMachine()).pick());
  }

  private InetAddress pick() {
    String said = cluster.network().host();
    if (said == null) {
      said = System.getProperty("hazelcast.local.localAddress");
    }
    if (said != null) {
      return said(said);
    }
    List<InetAddress> named = new ArrayList<>();
    for (MemberAddress seed : HostsSettings.seeds(cluster.discovery())) {
      named.addAll(SeedDiscovery.addresses(seed.host()));
    }
    return first(named, this::isOwn)
        .or(() -> named.stream().flatMap(other -> routeTo(other).stream()).findFirst())
        .or(() -> first(own, ip -> ip instanceof Inet4Address && !ip.isLoopbackAddress()))
        .or(() -> first(own, ip -> !ip.isLoopbackAddress() && !ip.isLinkLocalAddress()))
        .orElseThrow(() -> none("this machine has no address that other hosts could reach"));
  }

  private InetAddress said(String text) {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      return first(own, ip -> isIn(ip, text, slash))
          .orElseThrow(() -> none("no address of this machine is in cluster.host, " + text));
    }
    List<InetAddress> ofInterface = ofInterface(text);
    return first(ofInterface, Inet4Address.class::isInstance)
        .or(() -> ofInterface.stream().findFirst())
        .or(() -> first(SeedDiscovery.addresses(text), this::isOwn))
        .orElseThrow(
            () ->
                none(
                    "cluster.host, "
                        + text
                        + ", is neither an address of this machine"
                        + " nor an interface of it"));
  }

  private boolean isIn(InetAddress ip, String network, int slash) {
    try {
      byte[] prefix = InetAddress.getByName(network.substring(0, slash)).getAddress();
      int bits = Integer.parseInt(network.substring(slash + 1));
      byte[] address = ip.getAddress();
      if (address.length != prefix.length || bits < 0 || bits > prefix.length * 8) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    } catch (IOException | NumberFormatException noNetwork) {
      throw none("cluster.host, " + network + ", is no network such as 10.0.0.0/16");
    }
  }

  private boolean isOwn(InetAddress ip) {
    return ip.isLoopbackAddress() || own.contains(ip);
  }

  private ConfigException none(String why) {
    List<String> all = own.stream().map(OwnHost::format).toList();
    return new ConfigException(
        "cannot join cluster %s: %s; it has %s"
            .formatted(cluster.name(), why, String.join(", ", all)));
  }

  /** Without the interface. */
  private static String format(InetAddress ip) {
    return ip.getHostAddress().replaceFirst("%.*", "");
  }

  private static Optional<InetAddress> first(List<InetAddress> of, Predicate<InetAddress> which) {
    return of.stream().filter(which).findFirst();
  }

  /** Nothing is sent: the kernel only looks for the way. */
  private static Optional<InetAddress> routeTo(InetAddress other) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(other, DISCARD));
      InetAddress source = socket.getLocalAddress();
      return source.isAnyLocalAddress() ? Optional.empty() : Optional.of(source);
    } catch (IOException | UncheckedIOException noRoute) {
      return Optional.empty();
    }
  }

  private static List<InetAddress> ofInterface(String name) {
    try {
      NetworkInterface named = NetworkInterface.getByName(name);
      return named == null ? List.of() : Collections.list(named.getInetAddresses());
    } catch (SocketException unknown) {
      return List.of();
    }
  }

  private static List<InetAddress> ofThisMachine() {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
    } catch (SocketException unknown) {
      return List.of();
    }
  }
}
