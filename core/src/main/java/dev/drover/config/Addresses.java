package dev.drover.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as users read them. */
public final class Addresses {

  private Addresses() {}

  /** As it is written in a URL: {@code 127.0.0.1:8080}, {@code [::]:8080}. */
  public static String format(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + shorten(host) + "]") + ":" + address.getPort();
  }

  private static String shorten(String ipv6) {
    return switch (ipv6) {
      case "0:0:0:0:0:0:0:0" -> "::";
      case "0:0:0:0:0:0:0:1" -> "::1";
      default -> ipv6;
    };
  }
}
