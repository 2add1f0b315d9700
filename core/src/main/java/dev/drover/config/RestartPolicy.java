package dev.drover.config;

import java.time.Duration;
import java.util.Objects;

/**
 * Whether what has ended, a replica or a child, is started again, and how often. The three kinds
 * are those of Erlang/OTP's supervisors: permanent, transient, temporary.
 *
 * @param when after which ends
 * @param limit restarts allowed within {@code period}; 0 gives up at the first
 * @param period the window the restarts are counted in
 */
public record RestartPolicy(When when, int limit, Duration period) {

  /** After which ends something is started again. */
  public enum When {
    ALWAYS,
    /** After a signal or a code other than 0. */
    ON_FAILURE,
    NEVER
  }

  /** Always, 10 times a minute at most. */
  public static final RestartPolicy DEFAULT = new RestartPolicy(10, Duration.ofMinutes(1));

  /** Each lives once. */
  public static final RestartPolicy NEVER = DEFAULT.withWhen(When.NEVER);

  public RestartPolicy {
    Objects.requireNonNull(when, "when");
    if (limit < 0) {
      throw new ConfigException("restart.limit must be >= 0, was " + limit);
    }
    Durations.requirePositive("restart.period", period);
  }

  /** Always, so often. */
  public RestartPolicy(int limit, Duration period) {
    this(When.ALWAYS, limit, period);
  }

  public RestartPolicy withWhen(When newWhen) {
    return new RestartPolicy(newWhen, limit, period);
  }

  /**
   * @param success whether it ended with code 0
   */
  public boolean wants(boolean success) {
    return switch (when) {
      case ALWAYS -> true;
      case ON_FAILURE -> !success;
      case NEVER -> false;
    };
  }
}
