package dev.drover.launcher;

import dev.drover.bridge.ProcessVerticleFactory;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ApplicationSpec.Entry;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code drover run} was asked to run, found and checked.
 *
 * @param entry whether {@code name} is a verticle's or that of a class with a main method
 * @param name as Vert.x or the class loader knows it
 * @param shown as the user knows it, for messages
 * @param service default name of the service
 * @param classPath the user's, in order, with what the target itself adds to it
 * @param sources null unless the target is a source file
 * @param loader finds the application's classes; runs none of them yet
 */
record Target(
    Entry entry,
    String name,
    String shown,
    String service,
    List<Path> classPath,
    CompiledSources sources,
    ClassLoader loader) {

  /** Whether it is a child process with a verticle around it. */
  boolean isProcess() {
    return entry == Entry.VERTICLE && ProcessVerticleFactory.makes(name);
  }

  /** Of a child process: where it is on the event bus. */
  String busAddress(ApplicationSpec application) {
    return application.vertx().conf().getString("address", name);
  }
}
