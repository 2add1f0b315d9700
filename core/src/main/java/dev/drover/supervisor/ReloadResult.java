package dev.drover.supervisor;

import java.time.Duration;
import java.util.Map;

/**
 * What a reload has come to.
 *
 * @param generation the number that it had, whether it succeeded or not
 * @param slots what has become of each slot, in the order of their numbers
 */
public record ReloadResult(
    String service, int generation, Map<SlotId, Outcome> slots, Duration took) {

  /** What has become of a slot. */
  public enum Outcome {
    /** A replica of the new generation serves. */
    REPLACED,
    /** The replica that served before serves still. */
    UNTOUCHED,
    /** It had been replaced; a replica of the old generation was started again and serves. */
    ROLLED_BACK,
    /** It had been replaced, and the old generation could not be started any more. */
    NOT_ROLLED_BACK
  }
}
