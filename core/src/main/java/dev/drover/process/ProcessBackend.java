package dev.drover.process;

import io.vertx.core.internal.ContextInternal;
import java.util.Set;

/** The only seam between the public API and an operating system. */
interface ProcessBackend {

  /** What a back end may lack; an option that needs a missing one is refused before the start. */
  enum Feature {
    EXTRA_DESCRIPTORS("descriptors from 3 on"),
    DUPLEX("a pipe that goes both ways"),
    INHERIT_OTHER("inheriting a descriptor of another number"),
    CHANNEL("a channel"),
    CHANNEL_AS_STDIO("a channel as stdin, stdout or stderr"),
    CHILD_TO_CHILD("another child's stream as stdio"),
    ARGV0("argv0"),
    DETACHED("detached"),
    USER("uid and gid"),
    PROCESS_GROUP("a process group of the child's own"),
    ANY_SIGNAL("signals other than SIGTERM and SIGKILL");

    final String words;

    Feature(String words) {
      this.words = words;
    }
  }

  /** As in {@code -Ddrover.process}. */
  String name();

  Set<Feature> features();

  /**
   * Starts the child; no event of it comes before {@link Child#start}. Blocks: never called on an
   * event loop.
   */
  Child spawn(SpawnRequest request, ContextInternal context) throws SpawnException;
}
