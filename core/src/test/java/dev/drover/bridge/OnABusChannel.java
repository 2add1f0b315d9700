package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** Tests with a forked child that says and hears frames. */
abstract class OnABusChannel extends OnTheBus {
  RawChild child;
  BusChannel bus;

  void attach(String permissions) throws Exception {
    attach(BusPermissions.fromJson(new JsonObject(permissions)), BusLimits.DEFAULT);
  }

  void attach(BusPermissions permissions, BusLimits limits) throws Exception {
    child = await(RawChild.fork(vertx));
    bus = BusChannel.attach(vertx, child.process, permissions, limits, null);
  }

  static JsonObject frame(String type, String address) {
    return new JsonObject().put("type", type).put("address", address);
  }

  JsonObject answer(JsonObject frame) throws Exception {
    child.says(frame);
    return await(child.hears());
  }

  void register(String address) throws Exception {
    assertThat(answer(frame("register", address).put("replyAddress", "ack")))
        .isEqualTo(frame("message", "ack"));
  }

  Future<Message<Object>> next(String address) {
    Promise<Message<Object>> next = Promise.promise();
    vertx.eventBus().consumer(address, next::tryComplete);
    return next.future();
  }
}
