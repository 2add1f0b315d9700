package dev.drover.shard;

import dev.drover.shard.OutChannel.Route;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What this node sends to the shards of one name. */
final class Outbox {
  /** Messages that wait for a shard which is on its way between owners. */
  static final int MOST_WAITING = 10_000;

  private final String group;
  private final OutChannel.Way way;
  private final Map<Integer, OutChannel> channels = new TreeMap<>();
  private final Map<Integer, Route> routes = new TreeMap<>();
  private final List<Item> early = new ArrayList<>();
  private int shards;

  Outbox(String group, OutChannel.Way way) {
    this.group = group;
    this.way = way;
  }

  /** Whether it was sent, or waits for less than a new route. */
  boolean add(Item item) {
    if (shards == 0) {
      early.removeIf(Item::isOver);
      early.add(item);
      return false;
    }
    OutChannel channel = channel(ShardOf.key(item.key(), shards));
    if (channel.waiting() >= MOST_WAITING) {
      channel.sweep();
    }
    if (channel.waiting() >= MOST_WAITING) {
      item.complete(
          null,
          new ReplyException(
              ReplyFailure.RECIPIENT_FAILURE,
              Shards.OVERLOADED,
              group + " has too many messages waiting for the shard of " + item.key()));
      return true;
    }
    channel.add(item);
    return !channel.isLost();
  }

  private OutChannel channel(int shard) {
    return channels.computeIfAbsent(
        shard,
        absent -> {
          OutChannel fresh = new OutChannel(group, shard, way);
          Route route = routes.get(shard);
          if (route != null) {
            fresh.route(route);
          }
          return fresh;
        });
  }

  /** The coordinator's word of where shards are. */
  void routed(JsonObject word) {
    JsonArray some = word.getJsonArray("routes");
    for (int i = 0; i < some.size(); i++) {
      JsonArray one = some.getJsonArray(i);
      Route route = new Route(one.getString(1), one.getLong(2));
      Route newest =
          routes.merge(
              one.getInteger(0), route, (old, now) -> now.epoch() > old.epoch() ? now : old);
      OutChannel channel = channels.get(one.getInteger(0));
      if (channel != null) {
        channel.route(newest);
      }
    }
    if (!word.getBoolean("served")) {
      nobody();
    } else if (word.getInteger("shards") != shards) {
      resized(word.getInteger("shards"));
    }
  }

  private void resized(int now) {
    List<Item> all = new ArrayList<>(early);
    early.clear();
    channels.values().forEach(channel -> all.addAll(channel.giveUp()));
    shards = now;
    all.forEach(this::add);
  }

  private void nobody() {
    List<Item> all = new ArrayList<>(early);
    early.clear();
    channels.values().forEach(channel -> all.addAll(channel.giveUp()));
    all.forEach(
        item ->
            item.complete(
                null,
                new ReplyException(
                    ReplyFailure.NO_HANDLERS, "no consumer has shards of " + group)));
    // The next consumers may want another number of shards.
    shards = 0;
  }

  void took(String from, JsonArray stream) {
    OutChannel channel = channels.get(stream.getInteger(1));
    if (channel != null) {
      channel.took(
          from, stream.getLong(2), stream.getLong(3), Inbox.Word.valueOf(stream.getString(4)));
    }
  }

  /** Somebody has come, to whom something may wait. */
  void membersChanged() {
    channels.values().forEach(OutChannel::pump);
  }

  /** A node takes nothing more. */
  void left(String node) {
    routes.values().removeIf(route -> route.node().equals(node));
    channels.values().forEach(channel -> channel.left(node));
  }

  /** A node has ended. */
  void gone(String node) {
    routes.values().removeIf(route -> route.node().equals(node));
    channels.values().forEach(channel -> channel.gone(node).forEach(Item::lost));
  }

  /** Whether there is something whose end it waits for. */
  boolean isBusy() {
    early.removeIf(Item::isOver);
    return !early.isEmpty() || channels.values().stream().anyMatch(channel -> !channel.isIdle());
  }

  /** Whether it has to be told where shards are. */
  boolean isLost() {
    return !early.isEmpty() || channels.values().stream().anyMatch(OutChannel::isLost);
  }

  void nudge() {
    channels.values().forEach(OutChannel::nudge);
  }
}
