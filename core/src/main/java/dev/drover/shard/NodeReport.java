package dev.drover.shard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All that a coordinator has to know of a node.
 *
 * @param term the coordinator's
 * @param version of the report: a node's later one has a higher
 * @param interests names whose routes it wants to be told
 */
record NodeReport(long term, long version, List<GroupReport> groups, Set<String> interests) {
  JsonObject toJson() {
    return new JsonObject()
        .put("term", term)
        .put("version", version)
        .put("groups", new JsonArray(groups.stream().map(GroupReport::toJson).toList()))
        .put("interests", new JsonArray(List.copyOf(interests)));
  }

  static NodeReport of(JsonObject json) {
    JsonArray groups = json.getJsonArray("groups");
    Set<String> interests = new TreeSet<>();
    json.getJsonArray("interests").forEach(name -> interests.add((String) name));
    return new NodeReport(
        json.getLong("term"),
        json.getLong("version"),
        IntStream.range(0, groups.size())
            .mapToObj(i -> GroupReport.of(groups.getJsonObject(i)))
            .toList(),
        interests);
  }

  GroupReport group(String name) {
    return groups.stream().filter(group -> group.name().equals(name)).findFirst().orElse(null);
  }
}
