package dev.drover.bridge;

import dev.drover.config.Durations;
import dev.drover.process.ExitStatus;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * What happens to a child, published as {@code {"event": NAME, "address": ..., "instance": N, ...}}
 * on its events address. {@link ProcessVerticle} lists the names. Nothing of a child's environment
 * or arguments is in it.
 */
final class ProcessEvents {
  private final Vertx vertx;
  private final ProcessSpec spec;
  private final int instance;

  ProcessEvents(Vertx vertx, ProcessSpec spec, int instance) {
    this.vertx = vertx;
    this.spec = spec;
    this.instance = instance;
  }

  void spawned(long pid) {
    publish(event("spawn").put("pid", pid));
  }

  void ready(long pid) {
    publish(event("ready").put("pid", pid));
  }

  void exited(long pid, ExitStatus status) {
    publish(ended(event("exit").put("pid", pid), status));
  }

  void closed(long pid) {
    publish(event("close").put("pid", pid));
  }

  /**
   * @param code what a program may act on: see {@link ProcessVerticle}
   */
  void error(String code, String message) {
    publish(event("error").put("code", code).put("message", message));
  }

  void restarting(Duration delay, int restarts) {
    publish(event("restart").put("delay", Durations.format(delay)).put("restarts", restarts));
  }

  /** It will not be started again, because the policy does not want to. */
  void ended(ExitStatus status) {
    publish(ended(event("ended"), status));
  }

  /** It will not be started again, because it ended too often. */
  void failed(String why) {
    publish(event("failed").put("message", why));
  }

  private static JsonObject ended(JsonObject event, ExitStatus status) {
    return status.code() == null
        ? event.put("signal", status.signal().name())
        : event.put("code", status.code());
  }

  private JsonObject event(String name) {
    return new JsonObject()
        .put("event", name)
        .put("address", spec.address())
        .put("instance", instance);
  }

  private void publish(JsonObject event) {
    vertx.eventBus().publish(spec.events(), event);
  }
}
