package dev.drover.config;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Works out the options of Vert.x from all the places that Vert.x's own launcher reads: JSON, then
 * environment variables, then the command line, then system properties; the later wins.
 *
 * <p>Names are those of the setters: {@code VERTX_OPTIONS_WORKER_POOL_SIZE} and {@code
 * vertx.options.workerPoolSize} both call {@link VertxOptions#setWorkerPoolSize}. The other
 * families are {@code VERTX_DEPLOYMENT_OPTIONS_} and {@code vertx.deployment.options.}, {@code
 * VERTX_METRICS_OPTIONS_} and {@code vertx.metrics.options.}, and, heard only when clustered,
 * {@code VERTX_EVENTBUS_OPTIONS_} and {@code vertx.eventBus.options.}.
 *
 * <p>Unlike Vert.x's launcher, a name that no option has or a value of the wrong type is an error.
 */
public final class VertxOptionsResolver {
  private static final int VIRTUAL_THREADS_SINCE = 21;

  private final VertxSettings settings;
  private final Map<String, String> env;
  private final Properties system;
  private final int defaultInstances;
  private final int javaFeature;
  private final List<String> problems = new ArrayList<>();

  private VertxOptionsResolver(
      VertxSettings settings,
      Map<String, String> env,
      Properties system,
      int defaultInstances,
      int javaFeature) {
    this.settings = settings;
    this.env = env;
    this.system = system;
    this.defaultInstances = defaultInstances;
    this.javaFeature = javaFeature;
  }

  /**
   * For an application that runs in this JVM. Metrics and tracing providers are looked for with the
   * thread's context class loader.
   *
   * @param defaultInstances when nothing else says how many, at least 1; event loops are as many as
   *     instances unless something says how many
   * @throws ConfigException with every problem found; values of environment variables are not in it
   */
  public static ResolvedOptions resolve(
      VertxSettings settings, Map<String, String> env, Properties system, int defaultInstances) {
    return resolve(settings, env, system, defaultInstances, Runtime.version().feature());
  }

  /**
   * The same for an application that another JVM will run.
   *
   * @param javaFeature that JVM's Java version, such as 21
   */
  public static ResolvedOptions resolve(
      VertxSettings settings,
      Map<String, String> env,
      Properties system,
      int defaultInstances,
      int javaFeature) {
    return new VertxOptionsResolver(settings, env, system, defaultInstances, javaFeature).resolve();
  }

  private ResolvedOptions resolve() {
    JsonObject optionsJson = checked("options", settings.options(), VertxOptions.class);
    JsonObject deploymentJson =
        checked("deployment-options", settings.deploymentOptions(), DeploymentOptions.class);
    failOnProblems();
    VertxOptions vertx = built("options", () -> new VertxOptions(optionsJson));
    DeploymentOptions deployment =
        built("deployment-options", () -> new DeploymentOptions(deploymentJson));
    failOnProblems();

    OptionValues vertxValues = values("VERTX_OPTIONS_", "vertx.options.");
    vertxValues.applyEnvironment(vertx).applySystemProperties(vertx);
    if (settings.clustered()) {
      resolveEventBus(vertx.getEventBusOptions());
    }
    new ObservabilityOptions(values("VERTX_METRICS_OPTIONS_", "vertx.metrics.options."), problems)
        .resolve(vertx, optionsJson);
    resolveDeployment(deployment, deploymentJson.containsKey("instances"));
    failOnProblems();

    boolean sized =
        optionsJson.containsKey("eventLoopPoolSize")
            || vertxValues.mentions("eventLoopPoolSize")
            || deployment.getThreadingModel() != ThreadingModel.EVENT_LOOP;
    if (!sized) {
      vertx.setEventLoopPoolSize(deployment.getInstances());
    }
    return new ResolvedOptions(vertx, deployment, sized);
  }

  private void resolveEventBus(EventBusOptions bus) {
    OptionValues values = values("VERTX_EVENTBUS_OPTIONS_", "vertx.eventBus.options.");
    values.applyEnvironment(bus);
    said("--cluster-host", settings.clusterHost(), bus::setHost);
    said("--cluster-port", settings.clusterPort(), bus::setPort);
    said("--cluster-public-host", settings.clusterPublicHost(), bus::setClusterPublicHost);
    said("--cluster-public-port", settings.clusterPublicPort(), bus::setClusterPublicPort);
    values.applySystemProperties(bus);
  }

  private void resolveDeployment(DeploymentOptions deployment, boolean instancesInJson) {
    OptionValues values = values("VERTX_DEPLOYMENT_OPTIONS_", "vertx.deployment.options.");
    if (!instancesInJson) {
      deployment.setInstances(defaultInstances);
    }
    values.applyEnvironment(deployment);
    if (settings.worker() && settings.virtualThread()) {
      problems.add("--worker and --virtual-thread cannot both be given");
    } else if (settings.worker()) {
      deployment.setThreadingModel(ThreadingModel.WORKER);
    } else if (settings.virtualThread()) {
      deployment.setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    }
    said("--instances", settings.instances(), deployment::setInstances);
    if (settings.conf() != null) {
      deployment.setConfig(settings.conf());
    } else if (deployment.getConfig() == null) {
      deployment.setConfig(new JsonObject());
    }
    values.applySystemProperties(deployment);
    if (deployment.getInstances() < 1) {
      problems.add("instances must be >= 1, was " + deployment.getInstances());
    }
    requireVirtualThreads(deployment);
  }

  private void requireVirtualThreads(DeploymentOptions deployment) {
    if (deployment.getThreadingModel() == ThreadingModel.VIRTUAL_THREAD
        && javaFeature < VIRTUAL_THREADS_SINCE) {
      problems.add(
          "virtual threads need Java %d or later and this is Java %d: set JAVA_HOME, or with --replicas --java, to a newer one"
              .formatted(VIRTUAL_THREADS_SINCE, javaFeature));
    }
  }

  private OptionValues values(String envPrefix, String propertyPrefix) {
    return new OptionValues(envPrefix, env, propertyPrefix, system, problems);
  }

  private JsonObject checked(String where, JsonObject json, Class<?> type) {
    if (json == null) {
      return new JsonObject();
    }
    new JsonOptionsCheck(problems).check(where, json, type);
    return json;
  }

  private <T> T built(String where, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (RuntimeException refused) {
      problems.add(where + ": " + refused.getMessage());
      return null;
    }
  }

  private <T> void said(String where, T value, Consumer<T> setter) {
    if (value == null) {
      return;
    }
    try {
      setter.accept(value);
    } catch (IllegalArgumentException refused) {
      problems.add(where + " " + value + ": " + refused.getMessage());
    }
  }

  private void failOnProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
