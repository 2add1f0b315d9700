package dev.drover.supervisor;

/** Why a replica is asked to stop. */
public enum StopReason {
  /** The whole supervisor stops. */
  SHUTDOWN,
  /** It was not ready in time. */
  NOT_READY
}
