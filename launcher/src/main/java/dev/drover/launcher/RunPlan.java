package dev.drover.launcher;

import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;

/**
 * A checked command line: what runs, and how.
 *
 * @param target with the loader that finds its classes
 * @param service name, application, class path and policies; in this JVM only part of it is used
 * @param replicas 0 for this JVM
 */
record RunPlan(Target target, ServiceConfig service, int replicas) {

  StopPolicy stop() {
    return service.stop();
  }
}
