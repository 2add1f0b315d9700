package dev.drover.shard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a node sends to shards, and what became of it. */
final class Outgoing implements OutChannel.Way {
  private final Link link;
  private final ShardNode node;
  private final Map<String, Outbox> outboxes = new TreeMap<>();
  private final Map<Long, Item> awaited = new HashMap<>();
  private final Set<String> asked = new HashSet<>();
  private long lastRequest;
  private long lastStream;
  private Promise<Void> idle;

  Outgoing(Link link, ShardNode node) {
    this.link = link;
    this.node = node;
  }

  /** The names whose shards it has to be told of. */
  Set<String> interests() {
    return Set.copyOf(outboxes.keySet());
  }

  /**
   * @param answered whether it completes with the answer, or as soon as it has been taken
   * @param timeoutMillis until then
   */
  void send(String name, Item item, boolean answered, long timeoutMillis) {
    node.peers().wake();
    if (answered) {
      long number = ++lastRequest;
      item.expectAnswer(number);
      awaited.put(number, item);
    }
    item.timeout(link.later(timeoutMillis, () -> timedOut(name, item, timeoutMillis)));
    Outbox outbox = outboxes.get(name);
    if (outbox == null) {
      outbox = new Outbox(name, this);
      outboxes.put(name, outbox);
      node.changed();
    }
    if (!outbox.add(item)) {
      ask(name);
    }
    node.nudgeLater();
  }

  /** Not again before it has been answered, or should have been. */
  private void ask(String name) {
    if (asked.add(name)) {
      node.peers().ask(name);
    }
  }

  private void timedOut(String name, Item item, long millis) {
    awaited.remove(item.request());
    item.complete(
        null,
        new ReplyException(
            ReplyFailure.TIMEOUT,
            "Timed out after waiting %d(ms) for %s. shards: %s"
                .formatted(millis, item.request() == 0 ? "an owner" : "a reply", name)));
  }

  void answered(Answer answer) {
    Item item = awaited.remove(answer.request());
    if (item != null) {
      item.complete(answer.body(), answer.failure());
      checkIdle();
    }
  }

  /** Completes at a moment in which no message of this node's own has an unknown fate. */
  Future<Void> idle() {
    if (idle == null) {
      idle = Promise.promise();
    }
    Future<Void> reached = idle.future();
    checkIdle();
    node.nudgeLater();
    return reached;
  }

  private void checkIdle() {
    if (idle != null && awaited.isEmpty() && outboxes.values().stream().noneMatch(Outbox::isBusy)) {
      Promise<Void> reached = idle;
      idle = null;
      reached.complete();
    }
  }

  void routed(JsonObject word) {
    asked.remove(word.getString("group"));
    Outbox outbox = outboxes.get(word.getString("group"));
    if (outbox != null) {
      outbox.routed(word);
    }
  }

  void took(String from, JsonObject word) {
    for (int i = 0; i < word.getJsonArray("streams").size(); i++) {
      Outbox outbox = outboxes.get(word.getJsonArray("streams").getJsonArray(i).getString(0));
      if (outbox != null) {
        outbox.took(from, word.getJsonArray("streams").getJsonArray(i));
      }
    }
  }

  void membersChanged() {
    outboxes.values().forEach(Outbox::membersChanged);
  }

  @Override
  public boolean isMember(String other) {
    return node.peers().members().contains(other);
  }

  @Override
  public long nextStream() {
    return ++lastStream;
  }

  @Override
  public void deliver(String owner, Parcel parcel) {
    link.deliver(owner, parcel);
  }

  /** That node takes nothing more, and has said what it took. */
  void left(String other) {
    outboxes.values().forEach(outbox -> outbox.left(other));
  }

  /** That node has ended: what it had of this one's is lost. */
  void gone(String ended) {
    outboxes.values().forEach(outbox -> outbox.gone(ended));
    outboxes.forEach(
        (name, outbox) -> {
          if (outbox.isLost()) {
            ask(name);
          }
        });
    for (Map.Entry<Long, Item> one : List.copyOf(awaited.entrySet())) {
      if (ended.equals(one.getValue().node())) {
        awaited.remove(one.getKey());
        one.getValue().lost();
      }
    }
  }

  /** Says again what has had no effect; whether there is anything. */
  boolean nudge() {
    asked.clear();
    boolean any = false;
    for (Map.Entry<String, Outbox> outbox : outboxes.entrySet()) {
      outbox.getValue().nudge();
      any |= outbox.getValue().isBusy();
      if (outbox.getValue().isLost()) {
        ask(outbox.getKey());
      }
    }
    checkIdle();
    return any || idle != null;
  }
}
