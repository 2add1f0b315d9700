package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VertxOptionsResolverTest {
  private final Map<String, String> env = new HashMap<>();
  private final Properties system = new Properties();

  private ResolvedOptions resolve(VertxSettings settings) {
    return VertxOptionsResolver.resolve(settings, env, system, 3, 17);
  }

  private List<String> problems(VertxSettings settings) {
    ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> resolve(settings));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }

  private static VertxSettings json(JsonObject options, JsonObject deployment) {
    return new VertxSettings(
        options, deployment, null, false, null, null, null, null, false, false, null);
  }

  @Test
  void eventLoopsAreAsManyAsInstancesUnlessTheirNumberIsSaid() {
    assertThat(resolve(VertxSettings.NONE).deployment().getInstances()).isEqualTo(3);
    assertThat(resolve(VertxSettings.NONE).vertx().getEventLoopPoolSize()).isEqualTo(3);

    JsonObject said = new JsonObject().put("eventLoopPoolSize", 7);
    assertThat(resolve(json(said, null)).vertx().getEventLoopPoolSize()).isEqualTo(7);

    env.put("VERTX_OPTIONS_EVENT_LOOP_POOL_SIZE", "8");
    assertThat(resolve(json(said, null)).vertx().getEventLoopPoolSize()).isEqualTo(8);

    system.put("vertx.options.eventLoopPoolSize", "9");
    assertThat(resolve(json(said, null)).vertx().getEventLoopPoolSize()).isEqualTo(9);
  }

  @Test
  void eventLoopsOfWorkersAreLeftToVertx() {
    env.put("VERTX_DEPLOYMENT_OPTIONS_THREADING_MODEL", "WORKER");
    assertThat(resolve(VertxSettings.NONE).vertx().getEventLoopPoolSize())
        .isEqualTo(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "VERTX_OPTIONS_WORKER_POOL_SIZE, vertx.options.workerPoolSize, workerPoolSize, 5",
    "VERTX_OPTIONS_WORKERPOOLSIZE, vertx.options.WORKERPOOLSIZE, workerPoolSize, 5",
    "VERTX_OPTIONS_MAX_WORKER_EXECUTE_TIME, vertx.options.maxWorkerExecuteTime, maxWorkerExecuteTime, 77",
    "VERTX_OPTIONS_HA_GROUP, vertx.options.haGroup, haGroup, blue",
    "VERTX_OPTIONS_PREFER_NATIVE_TRANSPORT, vertx.options.preferNativeTransport, preferNativeTransport, true",
    "VERTX_OPTIONS_USE_DAEMON_THREAD, vertx.options.useDaemonThread, useDaemonThread, true",
    "VERTX_OPTIONS_WARNING_EXCEPTION_TIME_UNIT, vertx.options.warningExceptionTimeUnit, warningExceptionTimeUnit, DAYS",
  })
  void everyTypeOfOptionIsSetByVariableAndByProperty(
      String variable, String property, String key, String value) {
    env.put(variable, value);
    assertThat(resolve(VertxSettings.NONE).vertx().toJson().getValue(key)).hasToString(value);
    env.clear();
    system.put(property, value);
    assertThat(resolve(VertxSettings.NONE).vertx().toJson().getValue(key)).hasToString(value);
  }

  @Test
  void eventBusValuesAreHeardOnlyWhenClustered() {
    env.put("VERTX_EVENTBUS_OPTIONS_PORT", "15701");
    assertThat(resolve(VertxSettings.NONE).vertx().getEventBusOptions().getPort()).isZero();
    VertxSettings clustered =
        new VertxSettings(null, null, null, true, null, null, null, null, false, false, null);
    assertThat(resolve(clustered).vertx().getEventBusOptions().getPort()).isEqualTo(15701);
  }

  @Test
  void confIsTheVerticlesConfigurationAndElseThatOfTheDeploymentOptionsStays() {
    JsonObject deployment = new JsonObject().put("config", new JsonObject().put("from", "options"));
    assertThat(resolve(json(null, deployment)).deployment().getConfig().getString("from"))
        .isEqualTo("options");
    VertxSettings both =
        new VertxSettings(
            null,
            deployment,
            new JsonObject().put("from", "conf"),
            false,
            null,
            null,
            null,
            null,
            false,
            false,
            null);
    assertThat(resolve(both).deployment().getConfig().getString("from")).isEqualTo("conf");
    assertThat(resolve(VertxSettings.NONE).deployment().getConfig()).isEqualTo(new JsonObject());
  }

  @Test
  void allProblemsAreReportedTogetherAndValuesOfVariablesAreNotShown() {
    env.put("VERTX_OPTIONS_WORKER_POOL_SIZE", "s3cret");
    env.put("VERTX_OPTIONS_WROKER_POOL_SIZE", "4");
    system.put("vertx.deployment.options.instances", "none");
    system.put("vertx.options.eventBusOptions", "x");
    VertxSettings both =
        new VertxSettings(null, null, null, false, null, null, null, null, true, true, 0);
    assertThat(problems(both))
        .anyMatch(line -> line.startsWith("environment variable VERTX_OPTIONS_WORKER_POOL_SIZE"))
        .anyMatch(line -> line.contains("VERTX_OPTIONS_WROKER_POOL_SIZE names no option"))
        .anyMatch(
            line -> line.contains("vertx.deployment.options.instances must be a whole number"))
        .anyMatch(
            line -> line.contains("vertx.options.eventBusOptions names an option that cannot"))
        .anyMatch(line -> line.contains("--worker and --virtual-thread"))
        .anyMatch(line -> line.equals("instances must be >= 1, was 0"))
        .noneMatch(line -> line.contains("s3cret"))
        .hasSize(6);
  }

  @Test
  void unknownKeysAndWrongTypesInJsonAreProblemsAtAnyDepth() {
    JsonObject options =
        new JsonObject()
            .put("eventlooppoolsize", 2)
            .put("workerPoolSize", "many")
            .put("maxWorkerExecuteTimeUnit", "FORTNIGHTS")
            .put("eventBusOptions", new JsonObject().put("prot", 1).put("port", 1.5))
            .put("addressResolverOptions", new JsonArray());
    assertThat(problems(json(options, new JsonObject().put("classLoader", "x"))))
        .anyMatch(line -> line.startsWith("options.eventlooppoolsize is no option"))
        .anyMatch(line -> line.equals("options.workerPoolSize must be a whole number, was 'many'"))
        .anyMatch(line -> line.startsWith("options.maxWorkerExecuteTimeUnit must be one of"))
        .anyMatch(line -> line.startsWith("options.eventBusOptions.prot is no option"))
        .anyMatch(line -> line.startsWith("options.eventBusOptions.port must be a whole number"))
        .anyMatch(line -> line.startsWith("options.addressResolverOptions must be an object"))
        .anyMatch(line -> line.startsWith("deployment-options.classLoader is no option"))
        .hasSize(7);
  }

  /** Whatever Vert.x writes, it must also be allowed to read. */
  @Test
  void everyKeyThatVertxItselfWritesIsKnown() {
    JsonObject options =
        new VertxOptions()
            .setHAGroup("g")
            .setUseDaemonThread(true)
            .setMetricsOptions(new io.vertx.core.metrics.MetricsOptions())
            .setTracingOptions(new io.vertx.core.tracing.TracingOptions())
            .toJson();
    JsonObject deployment =
        new DeploymentOptions().setConfig(new JsonObject()).setWorkerPoolName("w").toJson();
    JsonObject bus = new io.vertx.core.eventbus.EventBusOptions().toJson();
    options.put("eventBusOptions", bus);
    assertThat(resolve(json(options, deployment))).isNotNull();
    assertThat(options.fieldNames()).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 20})
  void virtualThreadsBelowJava21AreRefusedWithTheWayOut(int java) {
    VertxSettings asked =
        new VertxSettings(null, null, null, false, null, null, null, null, false, true, null);
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class, () -> VertxOptionsResolver.resolve(asked, env, system, 1, java));
    assertThat(thrown)
        .hasMessageContaining("Java 21")
        .hasMessageContaining("this is Java " + java)
        .hasMessageContaining("JAVA_HOME")
        .hasMessageContaining("--java");
    assertThat(
            VertxOptionsResolver.resolve(asked, env, system, 1, 21)
                .deployment()
                .getThreadingModel())
        .isEqualTo(ThreadingModel.VIRTUAL_THREAD);
  }

  @Test
  void metricsOptionsAreSetEvenWithoutAProvider() {
    env.put("VERTX_METRICS_OPTIONS_ENABLED", "true");
    assertThat(resolve(VertxSettings.NONE).vertx().getMetricsOptions().isEnabled()).isTrue();
    system.put("vertx.metrics.options.enabeld", "true");
    assertThat(problems(VertxSettings.NONE)).hasSize(1);
  }
}
