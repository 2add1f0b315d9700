package dev.drover.health;

import io.vertx.core.json.JsonObject;

/** What there is to ask for. Confined to the endpoint's thread. */
final class HealthRoutes {
  private static final String JSON = "application/json";

  private final HealthSource source;
  private HealthMetrics metrics;

  HealthRoutes(HealthSource source) {
    this.source = source;
  }

  record Answer(int status, String contentType, String body) {}

  /**
   * @param path without the query
   */
  Answer answer(String path) {
    return switch (path) {
      case "/live" -> verdict(source.live());
      case "/ready" -> verdict(source.ready());
      case "/metrics" -> new Answer(200, HealthMetrics.CONTENT_TYPE, metrics().scrape());
      default -> refused(404, "there are /live, /ready and /metrics");
    };
  }

  static Answer refused(int status, String why) {
    return new Answer(status, JSON, new JsonObject().put("error", why).encode() + "\n");
  }

  private static Answer verdict(Verdict verdict) {
    return new Answer(verdict.yes() ? 200 : 503, JSON, verdict.details().encode() + "\n");
  }

  /** Made when somebody wants them: an endpoint that is only probed needs none of it. */
  private HealthMetrics metrics() {
    if (metrics == null) {
      metrics = new HealthMetrics(source);
    }
    return metrics;
  }
}
