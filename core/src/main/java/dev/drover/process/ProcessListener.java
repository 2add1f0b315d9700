package dev.drover.process;

/**
 * Told of every child and its bytes: the place for metrics. Those that {@link
 * java.util.ServiceLoader} finds hear of all children of the JVM, one in {@link
 * SpawnOptions#listener()} of that child. Methods must be quick and must not block: some run on
 * event loops. What they throw is logged and changes nothing.
 */
public interface ProcessListener {

  /** Every {@link #closed} has had one, each once. On a thread of Drover's. */
  default void spawned(ChildProcess child) {}

  /** There is no child. On a thread of Drover's. */
  default void spawnFailed(String command, Throwable cause) {}

  /** Bytes came from a descriptor of the child. On the thread that read them. */
  default void received(ChildProcess child, int descriptor, int bytes) {}

  /** Bytes went to a descriptor of the child. On the thread that wrote them. */
  default void sent(ChildProcess child, int descriptor, int bytes) {}

  /** The process is gone; {@link ChildProcess#usage()} is known. On the child's context. */
  default void exited(ChildProcess child, ExitStatus status) {}

  /** Its output is at its end, too. On the child's context. */
  default void closed(ChildProcess child) {}
}
