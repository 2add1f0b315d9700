package dev.drover.launcher;

import dev.drover.config.ServiceConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was compiled for the services of a run, as jars that are removed with it. Any thread. */
final class CompiledJars implements AutoCloseable {
  private final List<CompiledJar> jars = new CopyOnWriteArrayList<>();

  /** The service of a plan with its compiled classes, if it has any, before the user's own. */
  ServiceConfig withClasses(RunPlan plan) {
    ServiceConfig service = plan.service();
    if (plan.target().sources() == null) {
      return service;
    }
    CompiledJar jar = CompiledJar.of(plan.target().sources());
    jars.add(jar);
    List<Path> path = new ArrayList<>(service.classPath());
    path.add(path.size() - plan.target().classPath().size(), jar.path());
    return service.withClassPath(path);
  }

  @Override
  public void close() {
    jars.forEach(CompiledJar::close);
  }
}
