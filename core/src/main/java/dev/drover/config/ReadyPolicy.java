package dev.drover.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * When a replica counts as ready, and how long it may take.
 *
 * @param timeout from spawn to ready; past it the replica is stopped and counts as crashed
 * @param mainReturns for an application with its own main method: ready when main has returned,
 *     instead of when its first server listens
 * @param http a path such as {@code /ready}, or {@code :9090/ready} for the server on that port;
 *     null for none. Once the application has started, the replica itself asks its own server for
 *     it, and is ready when the answer's status is 200 to 299; until then it takes no connection.
 *     Without a port the server that listened first is asked. It is asked again every 200 ms until
 *     {@code timeout} is over, over a port of 127.0.0.1 that leads to this replica alone; with TLS
 *     if the server wants it, whatever its certificate
 */
public record ReadyPolicy(Duration timeout, boolean mainReturns, String http) {
  public static final ReadyPolicy DEFAULT = new ReadyPolicy(Duration.ofSeconds(60), false);

  private static final Pattern HTTP = Pattern.compile("(:\\d{1,5})?/[\\x21-\\x7e]*");

  public ReadyPolicy {
    Durations.requirePositive("ready.timeout", timeout);
    if (http != null && !HTTP.matcher(http).matches()) {
      throw new ConfigException(
          "ready.http must be a path such as /ready, or :9090/ready, was '" + http + "'");
    }
  }

  /** Ready without being asked. */
  public ReadyPolicy(Duration timeout, boolean mainReturns) {
    this(timeout, mainReturns, null);
  }

  public ReadyPolicy withHttp(String newHttp) {
    return new ReadyPolicy(timeout, mainReturns, newHttp);
  }
}
