package dev.drover.config;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something listens; prints as {@code 0.0.0.0:7718}.
 *
 * @param host a name or an address, not yet resolved
 * @param port 1 to 65535
 */
public record ListenAddress(String host, int port) {
  /** Of a port alone: what others may reach is for the user to say. */
  public static final String USUAL_HOST = "127.0.0.1";

  static final String RULE = "HOST:PORT or PORT, such as 127.0.0.1:7718";

  static final String PATTERN = "^((\\[[0-9A-Fa-f:.%a-z]+\\]|[A-Za-z0-9._-]+):)?\\d{1,5}$";

  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.%a-z]+)\\]|([A-Za-z0-9._-]+)):)?(\\d{1,5})");
  private static final int LAST_PORT = 65_535;

  /**
   * @throws ConfigException when the port is none
   */
  public ListenAddress {
    Objects.requireNonNull(host, "host");
    if (port < 1 || port > LAST_PORT) {
      throw new ConfigException("the port must be 1 to 65535, was " + port);
    }
  }

  /**
   * Reads {@code HOST:PORT}, {@code [IPv6]:PORT}, or a port of {@link #USUAL_HOST}.
   *
   * @throws ConfigException when it is neither; the message continues what it is an address of
   */
  public static ListenAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new ConfigException("must be " + RULE + ", was '" + text + "'");
    }
    int port = Integer.parseInt(form.group(3));
    if (port < 1 || port > LAST_PORT) {
      throw new ConfigException("must have a port of 1 to 65535, was '" + text + "'");
    }
    String name = form.group(2) == null ? USUAL_HOST : form.group(2);
    return new ListenAddress(form.group(1) == null ? name : form.group(1), port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
