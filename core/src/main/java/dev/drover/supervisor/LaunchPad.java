package dev.drover.supervisor;

import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.RunDirectory;
import io.vertx.core.Vertx;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prepares what the replicas of a service's generations are started with. Its methods block. */
final class LaunchPad {
  private final Vertx vertx;
  private final RunDirectory directory;

  LaunchPad(Vertx vertx, RunDirectory directory) {
    this.vertx = vertx;
    this.directory = directory;
  }

  /**
   * From what is on disk now.
   *
   * @throws ConfigException when it cannot be: then nothing is left
   */
  Launch prepare(int generation, ServiceConfig config) {
    checkDirectory(config);
    JavaProgram java = JavaProgram.find(config.java());
    ClassPathCopy classes = ClassPathCopy.of(config.classPath(), inPlace());
    ReplicaCommand command = ReplicaCommand.prepare(config, classes.entries(), java, directory);
    return new Launch(
        generation, config, new ReplicaJvmSpawner(vertx, command, config), classes::close);
  }

  /**
   * The same for a reload.
   *
   * @throws ConfigException also when it is not the same service any more
   */
  Launch prepareNext(Launch before, int generation, ServiceConfig config) {
    ServiceConfig old = before.config();
    if (!config.name().equals(old.name())) {
      throw new ConfigException(
          "a reload cannot rename service %s to %s".formatted(old.name(), config.name()));
    }
    if (!Objects.equals(config.clusterName(), old.clusterName())) {
      throw new ConfigException(
          "services.%s.clusterName cannot be changed by a reload; restart it"
              .formatted(old.name()));
    }
    return prepare(generation, config);
  }

  private static void checkDirectory(ServiceConfig config) {
    if (config.directory() != null && !Files.isDirectory(config.directory())) {
      throw new ConfigException(
          "services.%s.directory must be a directory, was %s"
              .formatted(config.name(), config.directory()));
    }
  }

  /** A class-data archive fits the class path it was made from only, and so Drover's own place. */
  private static Set<Path> inPlace() {
    if (System.getProperty(ReplicaCommand.ARCHIVE) == null) {
      return Set.of();
    }
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().normalize())
        .collect(Collectors.toSet());
  }
}
