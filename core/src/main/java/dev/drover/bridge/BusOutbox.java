package dev.drover.bridge;

import dev.drover.process.Channel;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What is said to a child, in frames of Vert.x's bridges. On its context. */
final class BusOutbox {
  private final Channel channel;
  private final Map<String, Long> untold = new LinkedHashMap<>();
  private final AtomicLong dropped = new AtomicLong();

  BusOutbox(Channel channel) {
    this.channel = channel;
  }

  boolean isFull() {
    return channel.writeQueueFull();
  }

  void pong() {
    channel.send(new JsonObject().put("type", "pong"));
  }

  /** Something of the child's was not done, or is wrong. */
  void error(BusFrame about, BridgeFailure failure, String message) {
    JsonObject error = new JsonObject().put("type", "err");
    if (about != null && about.replyAddress() != null) {
      error.put("address", about.replyAddress()).put("sourceAddress", about.address());
    } else if (about != null && about.address() != null) {
      error.put("sourceAddress", about.address());
    }
    channel.send(error.put("failureCode", failure.code()).put("message", message));
  }

  /** A request of the child's has failed. */
  void failure(BusFrame request, ReplyException failure) {
    channel.send(
        new JsonObject()
            .put("type", "err")
            .put("address", request.replyAddress())
            .put("sourceAddress", request.address())
            .put("failureCode", failure.failureCode())
            .put("failureType", failure.failureType().name())
            .put("message", failure.getMessage()));
  }

  /** An empty answer. */
  void done(BusFrame request) {
    if (request.replyAddress() != null) {
      channel.send(new JsonObject().put("type", "message").put("address", request.replyAddress()));
    }
  }

  /**
   * A message or an answer.
   *
   * @param address what the child knows it by
   * @param answerTo what the child may answer to; null for nothing
   * @return false when the body has no form in JSON
   */
  boolean message(String address, String answerTo, Message<?> message) {
    JsonObject frame = new JsonObject().put("type", "message").put("address", address);
    if (!BusBody.put(frame, message.body())) {
      return false;
    }
    JsonObject headers = BusHeaders.toJson(message.headers());
    if (headers != null) {
      frame.put("headers", headers);
    }
    if (answerTo != null) {
      frame.put("replyAddress", answerTo);
    }
    channel.send(frame.put("send", message.isSend()));
    return true;
  }

  /** A message that the child reads too slowly for. */
  void drop(String address) {
    dropped.incrementAndGet();
    untold.merge(address, 1L, Long::sum);
  }

  /** Since the beginning. */
  long dropped() {
    return dropped.get();
  }

  /** There is room again: the child learns what it has missed. */
  void tellDropped() {
    untold.forEach(
        (address, count) ->
            channel.send(
                new JsonObject()
                    .put("type", "err")
                    .put("sourceAddress", address)
                    .put("failureCode", BridgeFailure.QUEUE_FULL.code())
                    .put("dropped", count)
                    .put("message", "dropped: messages came faster than they were read")));
    untold.clear();
  }
}
