package dev.drover.health;

import dev.drover.supervisor.SlotStatus;
import java.util.List;

/** Whose health is told. Asked on the endpoint's own thread; must not block. */
public abstract class HealthSource {
  static final String LIVE = "live";
  static final String READY = "ready";

  private final Counts counts = new Counts();

  HealthSource() {}

  /** Notes how event loops do; called on the endpoint's thread at {@link HealthEndpoint#BEAT}. */
  abstract void beat();

  /** Whether it answers. */
  abstract Verdict live();

  /** Whether it takes traffic. */
  abstract Verdict ready();

  /** Those there are now; one with the number 0 stands for this JVM. */
  abstract List<SlotStatus> slots();

  final Counts counts() {
    return counts;
  }
}
