package dev.drover.shard;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One member of the cluster, as far as shards go: it sends by {@link Outgoing}, and with its {@link
 * LocalConsumers} it owns; what others say comes in by {@link Peers}. Here messages get to the
 * shards, and shards from one owner to the next. All of it happens on one thread.
 */
final class ShardNode implements Slot.Owner {
  /** How long after something was said it is said again if it has had no effect. */
  private static final long NUDGE_MILLIS = 250;

  private final Link link;
  private final LocalConsumers consumers;
  private final Inbox inbox = new Inbox();
  private final Outgoing outgoing;
  private final Peers peers;
  private boolean nudging;
  private boolean telling;

  ShardNode(String self, Link link) {
    this.link = link;
    peers = new Peers(self, link, this);
    outgoing = new Outgoing(link, this);
    consumers = new LocalConsumers(self, link, this);
  }

  Peers peers() {
    return peers;
  }

  Outgoing outgoing() {
    return outgoing;
  }

  LocalConsumers consumers() {
    return consumers;
  }

  // Messages.

  void parcel(String sender, Parcel parcel) {
    if (peers.isGone(sender)) {
      return;
    }
    LocalGroup group = consumers.group(parcel.group());
    Slot slot = group == null ? null : group.active(parcel.shard());
    boolean room = slot != null && group.hasRoom(slot);
    if (inbox.takes(sender, parcel, slot != null, room)) {
      slot.take(sender, parcel);
    }
    tellSoon();
  }

  @Override
  public void answer(String sender, Answer answer) {
    if (answer.request() != 0) {
      try {
        link.answer(sender, answer);
      } catch (IllegalArgumentException noCodec) {
        link.answer(
            sender,
            new Answer(
                answer.request(),
                null,
                new ReplyException(ReplyFailure.RECIPIENT_FAILURE, -1, noCodec.getMessage())));
      }
    }
  }

  // What slots say.

  @Override
  public void changed() {
    peers.report();
    nudgeLater();
  }

  @Override
  public void closed(Slot slot) {
    inbox.close(groupOf(slot).name(), slot.shard());
    tellSoon();
  }

  @Override
  public void hasRoom(Slot slot) {
    inbox.resume(slot.group(), slot.shard());
    tellSoon();
  }

  @Override
  public void released(Slot slot) {
    Handover handover = slot.handover();
    if (handover == null) {
      groupOf(slot).forget(slot);
    } else {
      link.handOver(ConsumerId.nodeOf(handover.consumer()), handover);
      nudgeLater();
    }
  }

  private LocalGroup groupOf(Slot slot) {
    return consumers.group(slot.group());
  }

  private void tellSoon() {
    if (!telling && inbox.isUntold()) {
      telling = true;
      link.later(
          0,
          () -> {
            telling = false;
            inbox.tell(link::tell);
          });
    }
  }

  // What others say.

  void handedOver(String from, Handover handover) {
    LocalGroup group = consumers.group(handover.group());
    if (group != null
        && peers.mayHandOver(from, handover.epoch())
        && group.take(handover)
        && peers.isKnown(handover.epoch())) {
      link.tell(
          from,
          new JsonObject()
              .put(Words.WORD, Words.TAKEN)
              .put("group", handover.group())
              .put("shard", handover.shard())
              .put("epoch", handover.epoch()));
    }
  }

  void taken(JsonObject word) {
    LocalGroup group = consumers.group(word.getString("group"));
    if (group != null) {
      group.taken(word.getInteger("shard"), word.getLong("epoch"));
    }
  }

  void obey(JsonObject orders) {
    LocalGroup group = consumers.group(orders.getString("group"));
    if (group != null) {
      group.obey(orders);
    }
  }

  /** Its last consumer is not needed any more, and it ends soon. */
  void left() {
    inbox.tell(link::tell);
    peers.left();
  }

  /** That node has ended: what it had of this one's is lost. */
  void gone(String node) {
    inbox.gone(node);
    outgoing.gone(node);
    nudgeLater();
  }

  NodeReport report(long term, long version) {
    return new NodeReport(
        term,
        version,
        consumers.groups().stream().map(LocalGroup::report).toList(),
        outgoing.interests());
  }

  // What has to be said again.

  void nudgeLater() {
    if (!nudging) {
      nudging = true;
      link.later(
          NUDGE_MILLIS,
          () -> {
            nudging = false;
            nudge();
          });
    }
  }

  private void nudge() {
    boolean any = peers.nudge() | outgoing.nudge();
    for (LocalGroup group : consumers.groups()) {
      for (Slot slot : List.copyOf(group.slots())) {
        if (slot.handover() != null) {
          any = true;
          released(slot);
        }
      }
    }
    if (any || consumers.areHandingOver()) {
      nudgeLater();
    }
  }
}
