package dev.drover.shard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The consumers of one name at one node, and their shards.
 *
 * @param atLeast members of the cluster, below which nobody is to own a shard
 * @param consumers by id; whether it is leaving
 */
record GroupReport(
    String name, int shards, int atLeast, Map<String, Boolean> consumers, List<SlotReport> slots) {

  JsonObject toJson() {
    JsonObject ids = new JsonObject();
    consumers.forEach(ids::put);
    return new JsonObject()
        .put("name", name)
        .put("shards", shards)
        .put("atLeast", atLeast)
        .put("consumers", ids)
        .put("slots", new JsonArray(slots.stream().map(SlotReport::toJson).toList()));
  }

  static GroupReport of(JsonObject json) {
    Map<String, Boolean> consumers = new TreeMap<>();
    json.getJsonObject("consumers")
        .forEach(one -> consumers.put(one.getKey(), (Boolean) one.getValue()));
    JsonArray slots = json.getJsonArray("slots");
    return new GroupReport(
        json.getString("name"),
        json.getInteger("shards"),
        json.getInteger("atLeast"),
        consumers,
        java.util.stream.IntStream.range(0, slots.size())
            .mapToObj(i -> SlotReport.of(slots.getJsonArray(i)))
            .toList());
  }
}
