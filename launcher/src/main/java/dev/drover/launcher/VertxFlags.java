package dev.drover.launcher;

import dev.drover.config.VertxSettings;
import picocli.CommandLine.Option;

/** The flags of Vert.x's own launcher, with the same names and the same meaning. */
final class VertxFlags {
  @Option(names = {"-options", "--options", "-vertx-options", "--vertx-options"})
  private String options;

  @Option(
      names = {"-c", "-cluster", "--cluster"},
      arity = "0")
  private boolean clustered;

  @Option(names = {"-cluster-port", "--cluster-port"})
  private Integer clusterPort;

  @Option(names = {"-cluster-host", "--cluster-host"})
  private String clusterHost;

  @Option(names = {"-cluster-public-port", "--cluster-public-port"})
  private Integer clusterPublicPort;

  @Option(names = {"-cluster-public-host", "--cluster-public-host"})
  private String clusterPublicHost;

  @Option(names = {"-deployment-options", "--deployment-options"})
  private String deploymentOptions;

  @Option(
      names = {"-w", "-worker", "--worker"},
      arity = "0")
  private boolean worker;

  @Option(
      names = {"-vt", "-virtual-thread", "--virtual-thread"},
      arity = "0")
  private boolean virtualThread;

  @Option(names = {"-instances", "--instances"})
  private String instances;

  @Option(names = {"-conf", "--conf"})
  private String conf;

  boolean clustered() {
    return clustered;
  }

  String clusterHost() {
    return clusterHost;
  }

  String clusterPublicHost() {
    return clusterPublicHost;
  }

  Integer clusterPort() {
    return clusterPort;
  }

  /**
   * @param cores what {@code --instances cores} means
   * @param alwaysClustered whether the application is clustered even if not asked to be
   * @throws dev.drover.config.ConfigException with every problem of these flags
   */
  VertxSettings settings(int cores, boolean alwaysClustered) {
    Problems problems = new Problems();
    VertxSettings settings =
        new VertxSettings(
            problems.collect(() -> JsonArgument.read("--options", options)),
            problems.collect(() -> JsonArgument.read("--deployment-options", deploymentOptions)),
            problems.collect(() -> JsonArgument.read("--conf", conf)),
            clustered || alwaysClustered,
            clusterHost,
            clusterPort,
            clusterPublicHost,
            clusterPublicPort,
            worker,
            virtualThread,
            problems.collect(() -> InstanceCount.parse(instances, cores)));
    problems.throwIfAny();
    return settings;
  }
}
