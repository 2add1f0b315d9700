package dev.drover.launcher;

import dev.drover.config.ResolvedOptions;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The flags of Vert.x's own launcher, and the options they end up as. */
final class VertxFlagTable {

  /**
   * One flag and the option it ends up as.
   *
   * @param names without dashes
   * @param flagValue null for a flag without a value
   * @param json that sets the same option, as the value of the flag {@code jsonFlag}
   * @param variable and property set the same option, or are null where none can
   */
  record Row(
      List<String> names,
      String flagValue,
      String seenByFlag,
      String jsonFlag,
      String json,
      String seenByJson,
      String variable,
      String variableValue,
      String property,
      String propertyValue,
      Function<ResolvedOptions, Object> reader) {
    @Override
    public String toString() {
      return names.get(0);
    }
  }

  static final List<Row> ROWS =
      List.of(
          new Row(
              List.of("options", "vertx-options"),
              "{\"workerPoolSize\": 11}",
              "11",
              null,
              null,
              null,
              "VERTX_OPTIONS_WORKER_POOL_SIZE",
              "12",
              "vertx.options.workerPoolSize",
              "13",
              options -> options.vertx().getWorkerPoolSize()),
          new Row(
              List.of("deployment-options"),
              "{\"workerPoolName\": \"json\"}",
              "json",
              null,
              null,
              null,
              "VERTX_DEPLOYMENT_OPTIONS_WORKER_POOL_NAME",
              "variable",
              "vertx.deployment.options.workerPoolName",
              "property",
              options -> options.deployment().getWorkerPoolName()),
          new Row(
              List.of("conf"),
              "{\"greeting\": \"flag\"}",
              "{\"greeting\":\"flag\"}",
              "--deployment-options",
              "{\"config\": {\"greeting\": \"json\"}}",
              "{\"greeting\":\"json\"}",
              null,
              null,
              null,
              null,
              options -> options.deployment().getConfig()),
          new Row(
              List.of("instances"),
              "5",
              "5",
              "--deployment-options",
              "{\"instances\": 6}",
              "6",
              "VERTX_DEPLOYMENT_OPTIONS_INSTANCES",
              "7",
              "vertx.deployment.options.instances",
              "8",
              options -> options.deployment().getInstances()),
          new Row(
              List.of("w", "worker"),
              null,
              "WORKER",
              "--deployment-options",
              "{\"threadingModel\": \"VIRTUAL_THREAD\"}",
              "VIRTUAL_THREAD",
              "VERTX_DEPLOYMENT_OPTIONS_THREADING_MODEL",
              "EVENT_LOOP",
              "vertx.deployment.options.threadingModel",
              "VIRTUAL_THREAD",
              options -> options.deployment().getThreadingModel()),
          new Row(
              List.of("vt", "virtual-thread"),
              null,
              "VIRTUAL_THREAD",
              "--deployment-options",
              "{\"threadingModel\": \"WORKER\"}",
              "WORKER",
              "VERTX_DEPLOYMENT_OPTIONS_THREADING_MODEL",
              "EVENT_LOOP",
              "vertx.deployment.options.threadingModel",
              "WORKER",
              options -> options.deployment().getThreadingModel()),
          bus(
              "cluster-host",
              "10.0.0.1",
              "10.0.0.2",
              "10.0.0.3",
              "10.0.0.4",
              "host",
              options -> options.vertx().getEventBusOptions().getHost()),
          bus(
              "cluster-port",
              "21",
              "22",
              "23",
              "24",
              "port",
              options -> options.vertx().getEventBusOptions().getPort()),
          bus(
              "cluster-public-host",
              "a",
              "b",
              "c",
              "d",
              "clusterPublicHost",
              options -> options.vertx().getEventBusOptions().getClusterPublicHost()),
          bus(
              "cluster-public-port",
              "31",
              "32",
              "33",
              "34",
              "clusterPublicPort",
              options -> options.vertx().getEventBusOptions().getClusterPublicPort()));

  private static Row bus(
      String name,
      String flag,
      String json,
      String variable,
      String property,
      String option,
      Function<ResolvedOptions, Object> reader) {
    String quoted = json.matches("\\d+") ? json : '"' + json + '"';
    return new Row(
        List.of(name),
        flag,
        flag,
        "--options",
        "{\"eventBusOptions\": {\"" + option + "\": " + quoted + "}}",
        json,
        "VERTX_EVENTBUS_OPTIONS_" + option.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT),
        variable,
        "vertx.eventBus.options." + option,
        property,
        reader);
  }

  private VertxFlagTable() {}
}
