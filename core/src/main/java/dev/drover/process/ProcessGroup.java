package dev.drover.process;

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
  PARENT
}
