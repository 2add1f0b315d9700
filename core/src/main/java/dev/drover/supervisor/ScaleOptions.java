package dev.drover.supervisor;

import dev.drover.config.ConfigException;

/**
 * What a service is to be scaled to.
 *
 * @param replicas 1 to 1,024; 0 for as many as there are
 * @param instances of the verticle in each replica, at least 1; 0 for as many as there are
 * @param waiting whether to wait for a reload or another change of scale that is under way, instead
 *     of being refused
 */
public record ScaleOptions(int replicas, int instances, boolean waiting) {
  /** More would be a mistake. */
  public static final int MOST_INSTANCES = 1_024;

  public ScaleOptions {
    if (replicas < 0 || instances < 0 || replicas == 0 && instances == 0) {
      throw new ConfigException(
          "scale: replicas or instances must be >= 1, were %d and %d"
              .formatted(replicas, instances));
    }
    if (instances > MOST_INSTANCES) {
      throw new ConfigException(
          "scale: instances must be 1 to %d, was %d".formatted(MOST_INSTANCES, instances));
    }
  }
}
