package dev.drover.config;

import io.vertx.core.json.JsonObject;

/**
 * What the user said about Vert.x on the command line, before the environment and system properties
 * of the JVM that runs the application are laid over it. Every value may be null: not said.
 *
 * @param options JSON of {@link io.vertx.core.VertxOptions}
 * @param deploymentOptions JSON of {@link io.vertx.core.DeploymentOptions}
 * @param conf the verticle's configuration
 * @param clustered whether the Vert.x instance joins a cluster
 * @param clusterHost address the event bus binds
 * @param clusterPort port the event bus binds
 * @param clusterPublicHost address other members reach the event bus at
 * @param clusterPublicPort port other members reach the event bus at
 * @param worker deploy with the worker threading model
 * @param virtualThread deploy with the virtual thread threading model
 * @param instances how many instances of the verticle
 */
public record VertxSettings(
    JsonObject options,
    JsonObject deploymentOptions,
    JsonObject conf,
    boolean clustered,
    String clusterHost,
    Integer clusterPort,
    String clusterPublicHost,
    Integer clusterPublicPort,
    boolean worker,
    boolean virtualThread,
    Integer instances) {

  /** Nothing said. */
  public static final VertxSettings NONE =
      new VertxSettings(null, null, null, false, null, null, null, null, false, false, null);

  /** These, and what they do not say as {@code base} says it. */
  public VertxSettings over(VertxSettings base) {
    boolean threaded = worker || virtualThread;
    return new VertxSettings(
        first(options, base.options),
        first(deploymentOptions, base.deploymentOptions),
        first(conf, base.conf),
        clustered || base.clustered,
        first(clusterHost, base.clusterHost),
        first(clusterPort, base.clusterPort),
        first(clusterPublicHost, base.clusterPublicHost),
        first(clusterPublicPort, base.clusterPublicPort),
        threaded ? worker : base.worker,
        threaded ? virtualThread : base.virtualThread,
        first(instances, base.instances));
  }

  private static <T> T first(T said, T otherwise) {
    return said == null ? otherwise : said;
  }

  public VertxSettings withInstances(Integer newInstances) {
    return with(conf, newInstances);
  }

  private VertxSettings with(JsonObject newConf, Integer newInstances) {
    return new VertxSettings(
        options,
        deploymentOptions,
        newConf,
        clustered,
        clusterHost,
        clusterPort,
        clusterPublicHost,
        clusterPublicPort,
        worker,
        virtualThread,
        newInstances);
  }

  /** The same with a key of the verticle's configuration that was not said. */
  public VertxSettings withConfDefault(String key, Object value) {
    JsonObject said = conf;
    if (said == null && deploymentOptions != null) {
      said = deploymentOptions.getJsonObject("config");
    }
    JsonObject all =
        new JsonObject().put(key, value).mergeIn(said == null ? new JsonObject() : said);
    return with(all, instances);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("options", options)
        .put("deploymentOptions", deploymentOptions)
        .put("conf", conf)
        .put("clustered", clustered)
        .put("clusterHost", clusterHost)
        .put("clusterPort", clusterPort)
        .put("clusterPublicHost", clusterPublicHost)
        .put("clusterPublicPort", clusterPublicPort)
        .put("worker", worker)
        .put("virtualThread", virtualThread)
        .put("instances", instances);
  }

  public static VertxSettings fromJson(JsonObject json) {
    return new VertxSettings(
        json.getJsonObject("options"),
        json.getJsonObject("deploymentOptions"),
        json.getJsonObject("conf"),
        json.getBoolean("clustered", false),
        json.getString("clusterHost"),
        json.getInteger("clusterPort"),
        json.getString("clusterPublicHost"),
        json.getInteger("clusterPublicPort"),
        json.getBoolean("worker", false),
        json.getBoolean("virtualThread", false),
        json.getInteger("instances"));
  }
}
