package dev.drover.shard;

import io.vertx.core.json.JsonArray;

/**
 * One shard at one consumer, as its node says it.
 *
 * @param epoch of this ownership: each new one of a shard has a higher
 * @param to the consumer it is being handed to; null for none
 * @param toEpoch which that one will have
 */
record SlotReport(int shard, String consumer, long epoch, Phase phase, String to, long toEpoch) {
  JsonArray toJson() {
    return JsonArray.of(shard, consumer, epoch, phase.name(), to, toEpoch);
  }

  static SlotReport of(JsonArray json) {
    return new SlotReport(
        json.getInteger(0),
        json.getString(1),
        json.getLong(2),
        Phase.valueOf(json.getString(3)),
        json.getString(4),
        json.getLong(5));
  }

  boolean isServing() {
    return phase != Phase.RELEASING;
  }
}
