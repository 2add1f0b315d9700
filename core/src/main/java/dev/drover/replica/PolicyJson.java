package dev.drover.replica;

import dev.drover.config.ReadyPolicy;
import dev.drover.config.StopPolicy;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Policies as they travel over the channel: their parts stand among those of the message that
 * carries them. Stateless: any thread may call it.
 */
final class PolicyJson {

  private PolicyJson() {}

  static JsonObject of(StopPolicy stop) {
    return new JsonObject()
        .put("drainMs", stop.drain().toMillis())
        .put("graceMs", stop.grace().toMillis())
        .put("webSocketsMs", stop.webSockets().toMillis())
        .put("lameDuckMs", stop.lameDuck().toMillis());
  }

  /** Of a message that carries one. */
  static StopPolicy stop(JsonObject json) {
    return new StopPolicy(
        Duration.ofMillis(json.getLong("drainMs")),
        Duration.ofMillis(json.getLong("graceMs")),
        Duration.ofMillis(json.getLong("webSocketsMs")),
        Duration.ofMillis(json.getLong("lameDuckMs")));
  }

  static JsonObject of(ReadyPolicy ready) {
    return new JsonObject()
        .put("readyMs", ready.timeout().toMillis())
        .put("mainReturns", ready.mainReturns())
        .put("readyHttp", ready.http());
  }

  /** Of a message that carries one. */
  static ReadyPolicy ready(JsonObject json) {
    return new ReadyPolicy(
        Duration.ofMillis(json.getLong("readyMs")),
        json.getBoolean("mainReturns"),
        json.getString("readyHttp"));
  }
}
