package dev.drover.config;

import java.time.Duration;

/**
 * How long a stopping application has.
 *
 * @param drain for what is in flight to end, from the moment it is asked to stop
 * @param grace from the moment it is asked to stop to SIGKILL; at least {@code drain}
 * @param webSockets after how long WebSockets, which never end by themselves, are closed with code
 *     1001 (RFC 6455: going away), from the moment it is asked to stop; at most {@code drain}. A
 *     {@code shutdownHandler} of the application's is called then, and has the rest of {@code
 *     drain}
 * @param lameDuck how long it goes on taking connections, from the moment it is asked to stop,
 *     while clients are told to go elsewhere; less than {@code drain}. For who sends clients here
 *     and learns late that there will be nobody. 0 for none
 */
public record StopPolicy(Duration drain, Duration grace, Duration webSockets, Duration lameDuck) {
  /** Of WebSockets, by default. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  public static final StopPolicy DEFAULT =
      new StopPolicy(Duration.ofSeconds(10), Duration.ofSeconds(20));

  public StopPolicy {
    Durations.requirePositive("stop.drain", drain);
    Durations.requirePositive("stop.grace", grace);
    if (grace.compareTo(drain) < 0) {
      throw new ConfigException(
          "stop.grace must be >= stop.drain (%s), was %s"
              .formatted(Durations.format(drain), Durations.format(grace)));
    }
    Durations.requirePositive("stop.webSockets", webSockets);
    if (webSockets.compareTo(drain) > 0) {
      throw new ConfigException(
          "stop.webSockets must be <= stop.drain (%s), was %s"
              .formatted(Durations.format(drain), Durations.format(webSockets)));
    }
    if (lameDuck == null || lameDuck.isNegative() || lameDuck.compareTo(drain) >= 0) {
      throw new ConfigException(
          "stop.lameDuck must be < stop.drain (%s), was %s"
              .formatted(
                  Durations.format(drain), lameDuck == null ? "null" : Durations.format(lameDuck)));
    }
  }

  /** No lame-duck time. */
  public StopPolicy(Duration drain, Duration grace, Duration webSockets) {
    this(drain, grace, webSockets, Duration.ZERO);
  }

  /** WebSockets are closed after a second, or {@code drain} if that is less. */
  public StopPolicy(Duration drain, Duration grace) {
    this(drain, grace, drain != null && drain.compareTo(SHORT) < 0 ? drain : SHORT);
  }

  public StopPolicy withWebSockets(Duration newWebSockets) {
    return new StopPolicy(drain, grace, newWebSockets, lameDuck);
  }

  public StopPolicy withLameDuck(Duration newLameDuck) {
    return new StopPolicy(drain, grace, webSockets, newLameDuck);
  }

  /** What is left of each time when the lame-duck time is over. */
  public StopPolicy afterLameDuck() {
    Duration left = webSockets.minus(lameDuck);
    Duration soon = Duration.ofMillis(1);
    return new StopPolicy(
        drain.minus(lameDuck),
        grace.minus(lameDuck),
        left.compareTo(soon) < 0 ? soon : left,
        Duration.ZERO);
  }
}
