package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What members say to each other when one has come, and when one leaves. A member's answer comes by
 * the connection that all its messages come by, so when it is here, they are too; and that it has
 * the question says the same of what was sent to it.
 *
 * <p>Each member is addressed by its node id ({@link MemberAddress}).
 */
final class Farewell {
  private static final String WORD = "word";
  private static final String FROM = "from";
  private static final String HANDLERS = "handlers";
  private static final String ADDRESS = "address";
  private static final String SEQ = "seq";

  /** I have these handlers: answer when you know. */
  private static final String INTRODUCED = "introduced";

  /** I am out of the cluster's registrations: answer when you send me nothing more. */
  private static final String WITHDRAWN = "withdrawn";

  /** I have nothing more to say, and will not answer. */
  private static final String BYE = "bye";

  /**
   * Between the choice of a member and the write to it, a thread may be held up; this long at most,
   * one hopes.
   */
  static final long HELD_UP_MILLIS = 25;

  private final Map<String, Promise<Void>> saidBye = new ConcurrentHashMap<>();
  private final Map<String, Promise<Void>> gone = new ConcurrentHashMap<>();
  private Vertx vertx;
  private PeerRegistrations peers;
  private String self;
  private volatile boolean leaving;

  /** Answers others from now on. */
  void listen(Vertx owner, String nodeId, PeerRegistrations registrations) {
    vertx = owner;
    self = nodeId;
    peers = registrations;
    owner.eventBus().consumer(MemberAddress.of(nodeId), this::hear);
  }

  /** Completes when these members know of the handlers, or the time is over. */
  Future<Void> introduced(
      Collection<OwnRegistrations.Shared> handlers, Collection<String> members, Duration limit) {
    JsonArray all = new JsonArray();
    handlers.forEach(
        one -> all.add(new JsonObject().put(ADDRESS, one.address()).put(SEQ, one.seq())));
    return sayToAll(word(INTRODUCED).put(HANDLERS, all), members, limit);
  }

  /**
   * Completes when nothing more comes from these members but replies, and what they have sent has
   * arrived; or when the time is over.
   */
  Future<Void> withdrawn(Collection<String> members, Duration limit) {
    return sayToAll(word(WITHDRAWN), members, limit);
  }

  /** Completes when these members have read all that they were sent, or when the time is over. */
  Future<Void> bye(Collection<String> members, Duration limit) {
    leaving = true;
    // One that leaves at the same time is waited for too: else it would answer to a closed member.
    return sayToAll(word(BYE), members, limit, gone);
  }

  /** Whether that member has nothing more to say, and would not even read what it is sent. */
  boolean hasSaidBye(String nodeId) {
    Promise<Void> bye = saidBye.get(nodeId);
    return bye != null && bye.future().isComplete();
  }

  /** That member is no more. */
  void left(String nodeId) {
    for (Map<String, Promise<Void>> waiting : List.of(saidBye, gone)) {
      Promise<Void> over = waiting.remove(nodeId);
      if (over != null) {
        over.tryComplete();
      }
    }
  }

  private JsonObject word(String word) {
    return new JsonObject().put(WORD, word).put(FROM, self);
  }

  /** One that leaves at the same time may be gone before it can answer. */
  private Future<Void> sayToAll(JsonObject word, Collection<String> members, Duration limit) {
    return sayToAll(word, members, limit, saidBye);
  }

  /**
   * @param ends after which no answer is waited for any more, by member
   */
  private Future<Void> sayToAll(
      JsonObject word,
      Collection<String> members,
      Duration limit,
      Map<String, Promise<Void>> ends) {
    List<Future<Void>> said =
        members.stream().map(member -> say(word, member, limit, of(member, ends))).toList();
    return Future.join(said).transform(all -> Future.succeededFuture());
  }

  private Future<Void> say(JsonObject word, String member, Duration limit, Promise<Void> end) {
    Future<Void> answer =
        vertx
            .eventBus()
            .request(
                MemberAddress.of(member),
                word,
                new DeliveryOptions().setSendTimeout(Math.max(1, limit.toMillis())))
            .mapEmpty();
    Promise<Void> over = Promise.promise();
    answer.onComplete(any -> over.tryComplete());
    end.future().onComplete(any -> over.tryComplete());
    return over.future();
  }

  private static Promise<Void> of(String member, Map<String, Promise<Void>> ends) {
    return ends.computeIfAbsent(member, absent -> Promise.promise());
  }

  private void hear(Message<JsonObject> message) {
    String from = message.body().getString(FROM);
    switch (message.body().getString(WORD)) {
      case INTRODUCED -> {
        meet(from, message.body().getJsonArray(HANDLERS));
        message.reply(null);
      }
      case BYE -> {
        of(from, saidBye).tryComplete();
        message.reply(null);
      }
      default -> {
        peers.withdrawn(from);
        vertx.timer(HELD_UP_MILLIS).onSuccess(passed -> answerLate(from, message));
      }
    }
  }

  /** Unless one of the two has said bye meanwhile, which says as much. */
  private void answerLate(String from, Message<JsonObject> message) {
    if (!leaving && !hasSaidBye(from)) {
      message.reply(null);
    }
  }

  private void meet(String from, JsonArray handlers) {
    List<OwnRegistrations.Shared> all =
        handlers.stream()
            .map(JsonObject.class::cast)
            .map(one -> new OwnRegistrations.Shared(one.getString(ADDRESS), one.getLong(SEQ)))
            .toList();
    peers.introduced(from, all);
  }
}
