package dev.drover.process;

import dev.drover.process.ProcessBackend.Feature;

/** Whom a child shares the terminal's signals and {@link ChildProcess#killTree} with. */
public enum ProcessGroup {
  /**
   * {@link #OWN} where the back end can, else {@link #PARENT}. The default: Ctrl-C in a terminal
   * reaches the JVM, which then decides about its children.
   */
  AUTOMATIC,
  /** One of the child's own. Such a child cannot read from the JVM's terminal. */
  OWN,
  /** The JVM's. */
  PARENT;

  /**
   * Whether the back end in use can give a child this one. Loads native libraries when called
   * first: not for an event loop.
   */
  public boolean isSupported() {
    return this != OWN || Backends.get().features().contains(Feature.PROCESS_GROUP);
  }
}
