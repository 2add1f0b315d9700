package dev.drover.verify;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * What is asked for.
 *
 * @param ssl whether by HTTPS
 * @param path with its query
 */
public record LoadTarget(boolean ssl, String host, int port, String path) {

  /**
   * @param url a path, or a whole URL
   * @param address host:port, for a path; null when there is none
   * @throws IllegalArgumentException when it is no URL, or a path without an address
   */
  public static LoadTarget of(String url, String address) {
    if (url.startsWith("/")) {
      if (address == null) {
        throw new IllegalArgumentException("the application listens on no TCP address");
      }
      return of("http://" + reachable(address) + url, null);
    }
    try {
      URI uri = new URI(url);
      boolean ssl = "https".equalsIgnoreCase(uri.getScheme());
      if (uri.getHost() == null || !(ssl || "http".equalsIgnoreCase(uri.getScheme()))) {
        throw new IllegalArgumentException("'" + url + "' is no http or https URL, and no path");
      }
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return new LoadTarget(
          ssl,
          uri.getHost().replaceAll("[\\[\\]]", ""),
          uri.getPort() >= 0 ? uri.getPort() : ssl ? 443 : 80,
          uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + url + "' is no URL: " + e.getReason(), e);
    }
  }

  /** A server that listens everywhere is also here. */
  private static String reachable(String address) {
    return address.replaceFirst("^0\\.0\\.0\\.0:", "127.0.0.1:").replaceFirst("^\\[::]:", "[::1]:");
  }

  @Override
  public String toString() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return (ssl ? "https://" : "http://") + shown + ":" + port + path;
  }
}
