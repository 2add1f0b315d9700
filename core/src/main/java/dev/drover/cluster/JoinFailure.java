package dev.drover.cluster;

/** Why a member could not enter the cluster, as far as it matters for what to do next. */
public enum JoinFailure {
  /** The port of the grant is in use: ask again, for another port. */
  PORT_TAKEN,
  /** The seed is gone, or did not let the member in: ask again. */
  SEED_GONE,
  /** Asking again would not help. */
  OTHER;

  /** Whether its message, for users, says all there is to say. */
  public static boolean isTold(Throwable failure) {
    return failure instanceof JoinException;
  }

  /** Looks for the reason in a failure of {@code buildClustered()} and its causes. */
  public static JoinFailure of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JoinException known) {
        return known.failure();
      }
    }
    return OTHER;
  }
}
