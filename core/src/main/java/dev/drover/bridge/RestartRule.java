package dev.drover.bridge;

import dev.drover.config.RestartPolicy;
import dev.drover.process.ExitStatus;
import java.util.Objects;

/**
 * Whether a child that has ended is started again, and how often; the delays grow as those of
 * replicas do.
 */
public record RestartRule(When when, RestartPolicy limits) {

  /** After which ends. */
  public enum When {
    ALWAYS,
    /** After a signal or a code other than 0. */
    ON_FAILURE,
    NEVER
  }

  /** Always, 10 times a minute at most. */
  public static final RestartRule DEFAULT = new RestartRule(When.ALWAYS, RestartPolicy.DEFAULT);

  /** A child lives once. */
  public static final RestartRule NEVER = new RestartRule(When.NEVER, RestartPolicy.DEFAULT);

  public RestartRule {
    Objects.requireNonNull(when, "when");
    Objects.requireNonNull(limits, "limits");
  }

  boolean wants(ExitStatus end) {
    return switch (when) {
      case ALWAYS -> true;
      case ON_FAILURE -> !end.isSuccess();
      case NEVER -> false;
    };
  }
}
