package dev.drover.cluster;

import io.vertx.core.VertxException;
import java.net.BindException;

/**
 * A join that failed for a reason outside of this JVM: one line that says it all. {@link
 * JoinFailure#of} tells the reasons apart.
 */
final class JoinException extends VertxException {

  private static final long serialVersionUID = 1;

  private final JoinFailure failure;

  JoinException(JoinFailure failure, String message) {
    // Without a stack trace: Vert.x logs the failure, and the trace would say nothing more.
    super(message, true);
    this.failure = failure;
  }

  JoinFailure failure() {
    return failure;
  }

  /** What Hazelcast throws when no port can be bound is only told by a cause. */
  static boolean isPortTaken(Throwable hazelcast) {
    for (Throwable cause = hazelcast; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  /**
   * What Hazelcast throws when it gave up joining: its node terminates itself, and the only sign is
   * this exception of the constructor.
   */
  static boolean isNotLetIn(Throwable hazelcast) {
    return hazelcast instanceof IllegalStateException
        && "Node failed to start!".equals(hazelcast.getMessage());
  }
}
