package dev.drover.supervisor;

import dev.drover.replica.ThreadStack;
import java.nio.file.Path;
import java.util.List;

/**
 * Why a replica was taken for hung.
 *
 * @param what for people, such as {@code event loop vert.x-eventloop-thread-0 blocked for 10s in
 *     com.acme.Shop.price(Shop.java:17)}
 * @param stacks of the blocked event loops; empty when the replica cannot tell
 * @param file the stacks of all its threads; null when they could not be had, or not be saved
 */
public record Hang(Kind kind, String what, List<ThreadStack> stacks, Path file) {

  /** How a replica shows that it hangs. */
  public enum Kind {
    /** Some of its event loops do not come round. */
    BLOCKED,
    /** Nothing is heard of it: it is stopped, out of memory, or its channel is jammed. */
    SILENT,
    /** Garbage collection leaves the application no time. */
    COLLECTING
  }

  Hang with(String text, List<ThreadStack> newStacks, Path newFile) {
    return new Hang(kind, text, newStacks, newFile);
  }
}
