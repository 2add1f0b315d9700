package dev.drover.bridge;

/** A request that is refused, with why in words for whoever sent it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final BridgeFailure failure;

  RefusedException(BridgeFailure failure, String message) {
    super(message, null, false, false);
    this.failure = failure;
  }

  BridgeFailure failure() {
    return failure;
  }
}
