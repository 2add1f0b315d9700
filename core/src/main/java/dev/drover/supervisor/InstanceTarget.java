package dev.drover.supervisor;

import dev.drover.config.ApplicationSpec;
import java.util.Objects;

/**
 * How many instances the replicas of a service are to have, where that was changed while they ran.
 * It counts for as long as the configuration does not say another number than it did then. Confined
 * to the supervisor's context.
 */
final class InstanceTarget {

  /**
   * @param configured null for the default
   */
  private record Wish(int instances, Integer configured) {}

  private Wish wish;

  void set(int instances, ApplicationSpec now) {
    wish = new Wish(instances, now.vertx().instances());
  }

  /** Zero for as many as are configured. */
  int of(ApplicationSpec application) {
    return wish == null || !Objects.equals(wish.configured(), application.vertx().instances())
        ? 0
        : wish.instances();
  }

  ApplicationSpec applyTo(ApplicationSpec application) {
    int wanted = of(application);
    return wanted == 0 ? application : application.withInstances(wanted);
  }

  void forget() {
    wish = null;
  }

  /** What can be given back to {@link #restore} when a change has failed. */
  Object remember() {
    return wish;
  }

  void restore(Object remembered) {
    wish = (Wish) remembered;
  }
}
