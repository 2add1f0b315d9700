package dev.drover.shard;

import dev.drover.cluster.MemberAddress;
import dev.drover.cluster.MemberView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;

/**
 * Nodes that reach each other over the event bus, each at an address of its own. What a message is,
 * is in its headers; its body is the user's, with the user's codec.
 */
final class BusLink implements Link {
  private static final String SERVICE = "shards";
  private static final String PREFIX = "__drover.";
  private static final String FROM = PREFIX + "from";
  private static final String KIND = PREFIX + "kind";
  private static final String GROUP = PREFIX + "group";
  private static final String SHARD = PREFIX + "shard";
  private static final String STREAM = PREFIX + "stream";
  private static final String SEQ = PREFIX + "seq";
  private static final String REQUEST = PREFIX + "request";
  private static final String KEY = PREFIX + "key";
  private static final String CONSUMER = PREFIX + "consumer";
  private static final String EPOCH = PREFIX + "epoch";
  private static final String FAILURE = PREFIX + "failure";
  private static final String CODE = PREFIX + "code";

  private final Vertx vertx;
  private final Context context;
  private final String self;
  private final MemberView membership;
  private volatile boolean closed;

  BusLink(Vertx vertx, Context context, String self, MemberView membership) {
    this.vertx = vertx;
    this.context = context;
    this.self = self;
    this.membership = membership;
  }

  /** Hears what others say; on the node's context, which must be the current one. */
  Future<Void> listen(ShardNode node) {
    return vertx
        .eventBus()
        .consumer(MemberAddress.of(self, SERVICE), message -> hear(node, message))
        .completion();
  }

  /** Says nothing any more: the event bus closes. */
  void close() {
    closed = true;
  }

  @Override
  public void tell(String node, JsonObject word) {
    send(node, word, options("word"));
  }

  @Override
  public void deliver(String node, Parcel parcel) {
    DeliveryOptions options =
        options("parcel")
            .addHeader(GROUP, parcel.group())
            .addHeader(SHARD, "" + parcel.shard())
            .addHeader(STREAM, "" + parcel.stream())
            .addHeader(SEQ, "" + parcel.seq())
            .addHeader(REQUEST, "" + parcel.request())
            .addHeader(KEY, parcel.key());
    if (parcel.codec() != null) {
      options.setCodecName(parcel.codec());
    }
    parcel.headers().forEach(options::addHeader);
    send(node, parcel.body(), options);
  }

  @Override
  public void answer(String node, Answer answer) {
    DeliveryOptions options = options("answer").addHeader(REQUEST, "" + answer.request());
    ReplyException failure = answer.failure();
    if (failure == null) {
      send(node, answer.body(), options);
    } else {
      options.addHeader(FAILURE, failure.failureType().name());
      options.addHeader(CODE, "" + failure.failureCode());
      send(node, failure.getMessage(), options);
    }
  }

  @Override
  public void handOver(String node, Handover handover) {
    send(
        node,
        handover.state(),
        options("handover")
            .addHeader(GROUP, handover.group())
            .addHeader(SHARD, "" + handover.shard())
            .addHeader(CONSUMER, handover.consumer())
            .addHeader(EPOCH, "" + handover.epoch()));
  }

  @Override
  public Runnable later(long millis, Runnable task) {
    if (millis <= 0) {
      context.runOnContext(now -> task.run());
      return () -> {};
    }
    long timer = vertx.setTimer(millis, over -> task.run());
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public void lookAgain() {
    membership.tell();
  }

  @Override
  public long now() {
    return System.currentTimeMillis();
  }

  private DeliveryOptions options(String kind) {
    return new DeliveryOptions()
        .setTracingPolicy(TracingPolicy.IGNORE)
        .addHeader(FROM, self)
        .addHeader(KIND, kind);
  }

  private void send(String node, Object body, DeliveryOptions options) {
    // What is not sent is said again until it has had its effect.
    if (closed || !node.equals(self) && !membership.isReachable(node)) {
      return;
    }
    vertx.eventBus().send(MemberAddress.of(node, SERVICE), body, options);
  }

  private static void hear(ShardNode node, Message<Object> message) {
    MultiMap headers = message.headers();
    String from = headers.get(FROM);
    switch (headers.get(KIND)) {
      case "word" -> node.peers().told(from, (JsonObject) message.body());
      case "parcel" -> node.parcel(from, parcel(message));
      case "answer" -> node.outgoing().answered(answerOf(message));
      case "handover" ->
          node.handedOver(
              from,
              new Handover(
                  headers.get(GROUP),
                  Integer.parseInt(headers.get(SHARD)),
                  headers.get(CONSUMER),
                  Long.parseLong(headers.get(EPOCH)),
                  (Buffer) message.body()));
      default -> {} // A later version's.
    }
  }

  private static Parcel parcel(Message<Object> message) {
    MultiMap headers = message.headers();
    MultiMap own = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, String> header : headers) {
      if (!header.getKey().startsWith(PREFIX)) {
        own.add(header.getKey(), header.getValue());
      }
    }
    return new Parcel(
        headers.get(GROUP),
        Integer.parseInt(headers.get(SHARD)),
        Long.parseLong(headers.get(STREAM)),
        Long.parseLong(headers.get(SEQ)),
        Long.parseLong(headers.get(REQUEST)),
        headers.get(KEY),
        own,
        message.body(),
        null);
  }

  private static Answer answerOf(Message<Object> message) {
    MultiMap headers = message.headers();
    long request = Long.parseLong(headers.get(REQUEST));
    String failure = headers.get(FAILURE);
    if (failure == null) {
      return new Answer(request, message.body(), null);
    }
    return new Answer(
        request,
        null,
        new ReplyException(
            ReplyFailure.valueOf(failure),
            Integer.parseInt(headers.get(CODE)),
            (String) message.body()));
  }
}
