package dev.drover.supervisor;

import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How to reload a service.
 *
 * @param parallel how many slots are replaced at a time, at least 1; so many replicas more than
 *     usual run for a time
 * @param waiting whether to wait for a reload or a change of scale that is under way, instead of
 *     being refused
 * @param probation how long a new replica that is ready is watched before the old one is asked to
 *     leave: once before it takes connections, and once more while both do; a millisecond at least
 * @param next makes the next configuration from the one before; called on a worker thread, may
 *     block (to compile, say). The name of the service and its cluster stay as they are
 */
public record ReloadOptions(
    int parallel, boolean waiting, Duration probation, UnaryOperator<ServiceConfig> next) {
  /** One slot at a time, refused while another runs, watched for a second, as it is on disk now. */
  public static final ReloadOptions DEFAULT =
      new ReloadOptions(1, false, Duration.ofSeconds(1), UnaryOperator.identity());

  public ReloadOptions {
    if (parallel < 1) {
      throw new ConfigException("reload: parallel must be >= 1, was " + parallel);
    }
    if (probation.compareTo(Duration.ofMillis(1)) < 0) {
      throw new ConfigException("reload: probation must be >= 1ms, was " + probation);
    }
    Objects.requireNonNull(next, "next");
  }

  public ReloadOptions withParallel(int newParallel) {
    return new ReloadOptions(newParallel, waiting, probation, next);
  }

  public ReloadOptions withWaiting(boolean newWaiting) {
    return new ReloadOptions(parallel, newWaiting, probation, next);
  }

  public ReloadOptions withProbation(Duration newProbation) {
    return new ReloadOptions(parallel, waiting, newProbation, next);
  }

  /** With another configuration. */
  public ReloadOptions withConfig(ServiceConfig config) {
    return withNext(before -> config);
  }

  public ReloadOptions withNext(UnaryOperator<ServiceConfig> newNext) {
    return new ReloadOptions(parallel, waiting, probation, newNext);
  }
}
