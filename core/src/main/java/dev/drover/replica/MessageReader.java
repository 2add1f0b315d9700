package dev.drover.replica;

import dev.drover.cluster.JoinGrant;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ClusterConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * Reads what came over the channel: finds the {@link ChannelMessage} by its type, and its parts by
 * the names that the message writes them under. Stateless: any thread may call it.
 */
final class MessageReader {

  private MessageReader() {}

  /**
   * @throws RuntimeException when it is not one of the messages
   */
  static ChannelMessage read(JsonObject json) {
    return ofReplica(json.getString("type", ""), json);
  }

  /** What a replica says, or either side. */
  private static ChannelMessage ofReplica(String type, JsonObject json) {
    return switch (type) {
      case "hello" ->
          new ChannelMessage.Hello(
              json.getInteger("slot"), json.getString("token"), json.getLong("pid"));
      case "joinAsk" -> new ChannelMessage.JoinAsk();
      case "joined" -> new ChannelMessage.Joined(json.getString("nodeId"));
      case "joinFailed" -> new ChannelMessage.JoinFailed(json.getString("kind"));
      case "ready" -> new ChannelMessage.Ready(json.getInteger("instances"));
      case "notReady" -> new ChannelMessage.NotReady(json.getString("why"));
      case "startFailed" -> new ChannelMessage.StartFailed(strings(json, "cause"));
      case "beat" ->
          new ChannelMessage.Beat(
              json.getBoolean("debugged"),
              Vitals.fromJson(json.getJsonArray("vitals")),
              json.getJsonArray("loops").stream().map(LoopBeat::fromJson).toList());
      case "stacks" ->
          new ChannelMessage.Stacks(
              json.getLong("id"),
              json.getJsonArray("stacks").stream().map(ThreadStack::fromJson).toList(),
              json.getString("dump"));
      case "busSays" -> new ChannelMessage.BusSays(json.getLong("id"), json.getJsonObject("said"));
      case "instancesSet" ->
          new ChannelMessage.InstancesSet(
              json.getLong("id"),
              json.getInteger("instances"),
              json.getInteger("loops"),
              json.getInteger("cut"),
              json.getString("problem"));
      case "said" -> new ChannelMessage.Said(json.getValue("body"));
      default -> ofSupervisor(type, json);
    };
  }

  private static ChannelMessage ofSupervisor(String type, JsonObject json) {
    return switch (type) {
      case "askBus" ->
          new ChannelMessage.AskBus(
              json.getLong("id"), BusTask.fromJson(json.getJsonObject("task")));
      case "busMore" -> new ChannelMessage.BusMore(json.getLong("id"), json.getInteger("bytes"));
      case "busEnd" -> new ChannelMessage.BusEnd(json.getLong("id"));
      case "start" ->
          new ChannelMessage.Start(
              ApplicationSpec.fromJson(json.getJsonObject("application")),
              PolicyJson.stop(json),
              PolicyJson.ready(json),
              json.getString("serviceName"),
              ClusterConfig.fromJson(json.getJsonObject("cluster")),
              Admission.valueOf(json.getString("admission")));
      case "open" -> new ChannelMessage.Open();
      case "takeOver" -> new ChannelMessage.TakeOver(json.getLong("predecessor"));
      case "sendBeats" ->
          new ChannelMessage.SendBeats(Duration.ofMillis(json.getLong("intervalMs")));
      case "askStacks" ->
          new ChannelMessage.AskStacks(json.getLong("id"), strings(json, "threads"));
      case "setInstances" ->
          new ChannelMessage.SetInstances(
              json.getLong("id"), json.getInteger("instances"), PolicyJson.stop(json));
      case "join" -> new ChannelMessage.Join(JoinGrant.fromJson(json.getJsonObject("grant")));
      case "memberDead" -> new ChannelMessage.MemberDead(json.getString("nodeId"));
      case "drain" -> new ChannelMessage.Drain(json.getString("reason"), PolicyJson.stop(json));
      default -> throw new IllegalArgumentException("unknown message type '" + type + "'");
    };
  }

  private static List<String> strings(JsonObject json, String key) {
    return json.getJsonArray(key).stream().map(String::valueOf).toList();
  }
}
