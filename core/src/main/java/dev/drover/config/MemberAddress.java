package dev.drover.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where members of a cluster may be: {@code host}, {@code host:port}, {@code [ipv6]:port}.
 *
 * @param host a name or an address
 * @param port 0 for the usual ones
 */
public record MemberAddress(String host, int port) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?))(?::(\\d{1,5}))?");

  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private static final int MOST = 65_535;

  /** Whether {@link #parse} would take it. */
  static boolean is(String text) {
    Matcher form = ADDRESS.matcher(text);
    return IPV6.matcher(text).matches()
        || form.matches() && (form.group(3) == null || isPort(form.group(3)));
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port > 0 && port <= MOST;
  }

  /**
   * @throws ConfigException when it is none
   */
  public static MemberAddress parse(String text) {
    if (!is(text)) {
      throw new ConfigException(
          "a member is a host or host:port, such as 10.0.0.1:5701, was '" + text + "'");
    }
    if (IPV6.matcher(text).matches()) {
      return new MemberAddress(text, 0);
    }
    Matcher form = ADDRESS.matcher(text);
    form.matches();
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    return new MemberAddress(host, form.group(3) == null ? 0 : Integer.parseInt(form.group(3)));
  }

  @Override
  public String toString() {
    if (port == 0) {
      return host;
    }
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
