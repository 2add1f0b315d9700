package dev.drover.config;

import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.VertxTracerFactory;
import java.util.List;
import java.util.ServiceLoader;

/** Turns metrics and tracing options into the kind that the provider on the class path has. */
final class ObservabilityOptions {
  private static final String METRICS = "metricsOptions";
  private static final String TRACING = "tracingOptions";

  private final OptionValues metricsValues;
  private final List<String> problems;

  ObservabilityOptions(OptionValues metricsValues, List<String> problems) {
    this.metricsValues = metricsValues;
    this.problems = problems;
  }

  void resolve(VertxOptions vertx, JsonObject json) {
    resolveMetrics(vertx, json);
    if (json.getValue(TRACING) != null) {
      VertxTracerFactory tracer = provider(VertxTracerFactory.class, true);
      if (tracer != null) {
        vertx.setTracingOptions(tracer.newOptions(json.getJsonObject(TRACING)));
      }
    }
  }

  private void resolveMetrics(VertxOptions vertx, JsonObject json) {
    boolean inJson = json.getValue(METRICS) != null;
    VertxMetricsFactory factory =
        provider(VertxMetricsFactory.class, inJson || !metricsValues.isEmpty());
    if (factory == null && metricsValues.isEmpty()) {
      return;
    }
    MetricsOptions metrics = metricsOptions(factory, vertx.getMetricsOptions(), json, inJson);
    metricsValues.applyEnvironment(metrics).applySystemProperties(metrics);
    vertx.setMetricsOptions(metrics);
  }

  private static MetricsOptions metricsOptions(
      VertxMetricsFactory factory, MetricsOptions general, JsonObject json, boolean inJson) {
    if (factory == null) {
      return general == null ? new MetricsOptions() : general;
    }
    if (inJson) {
      return factory.newOptions(json.getJsonObject(METRICS));
    }
    return general == null ? factory.newOptions() : factory.newOptions(general);
  }

  /** The one provider of a kind; null when there is none, or several and none is meant. */
  private <T> T provider(Class<T> kind, boolean needed) {
    List<T> found =
        ServiceLoader.load(VertxServiceProvider.class).stream()
            .filter(provider -> kind.isAssignableFrom(provider.type()))
            .map(provider -> kind.cast(provider.get()))
            .toList();
    if (found.size() > 1 && needed) {
      List<String> names = found.stream().map(each -> each.getClass().getName()).toList();
      problems.add(
          "several kinds of "
              + kind.getSimpleName()
              + " are on the class path, leave one: "
              + String.join(", ", names));
    }
    return found.size() == 1 ? found.get(0) : null;
  }
}
