package dev.drover.supervisor;

/** Why a replica is asked to stop. */
public enum StopReason {
  /** The whole supervisor stops. */
  SHUTDOWN,
  /** It was not ready in time. */
  NOT_READY,
  /** A new one has taken its place. */
  RELOAD,
  /** It was to take another's place, and the reload is given up. */
  ROLLED_BACK,
  /** Somebody asked for a restart. */
  RESTART,
  /** Another service is out, and takes this one along. */
  OTHER_SERVICE,
  /** Fewer replicas are wanted. */
  SCALE_DOWN,
  /** It hung. */
  HUNG
}
