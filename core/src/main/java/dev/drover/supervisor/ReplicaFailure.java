package dev.drover.supervisor;

import java.util.List;

/**
 * Why a new replica did not take a slot over.
 *
 * @param why for people, one line
 * @param lines what explains it: why the application did not start, or else its last output
 */
record ReplicaFailure(ReloadException.Reason reason, String why, List<String> lines) {

  /** Carries a failure through futures. */
  static final class Thrown extends Exception {
    private static final long serialVersionUID = 1;
    private final transient ReplicaFailure failure;

    Thrown(ReplicaFailure failure) {
      super(failure.why(), null, false, false);
      this.failure = failure;
    }

    ReplicaFailure failure() {
      return failure;
    }
  }
}
