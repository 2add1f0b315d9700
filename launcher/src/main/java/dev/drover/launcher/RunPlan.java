package dev.drover.launcher;

import dev.drover.config.LogPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import java.util.List;

/**
 * A checked command line: what runs, and how.
 *
 * @param target with the loader that finds its classes
 * @param service name, application, class path and policies; in this JVM only part of it is used
 * @param replicas 0 for this JVM
 * @param logs null when what the replicas write is not kept
 * @param watch patterns of the files that {@code --watch} watches; none for sources and class path
 */
record RunPlan(
    Target target, ServiceConfig service, int replicas, LogPolicy logs, List<String> watch) {

  /** Whether the other was compiled to the very same; false when nothing was compiled. */
  boolean hasClassesOf(RunPlan other) {
    CompiledSources own = target.sources();
    CompiledSources theirs = other.target.sources();
    return own != null && theirs != null && own.hasClassesOf(theirs);
  }

  StopPolicy stop() {
    return service.stop();
  }
}
