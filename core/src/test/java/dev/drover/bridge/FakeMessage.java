package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/** A request that counts its replies. */
final class FakeMessage implements Message<Object> {
  private final Object body;
  int replies;

  FakeMessage(Object body) {
    this.body = body;
  }

  @Override
  public String address() {
    return "fake";
  }

  @Override
  public MultiMap headers() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  @Override
  public Object body() {
    return body;
  }

  @Override
  public String replyAddress() {
    return "fake.reply";
  }

  @Override
  public boolean isSend() {
    return true;
  }

  @Override
  public void reply(Object message, DeliveryOptions options) {
    replies++;
  }

  @Override
  public <R> Future<Message<R>> replyAndRequest(Object message, DeliveryOptions options) {
    throw new UnsupportedOperationException("nothing here answers with a request of its own");
  }
}
