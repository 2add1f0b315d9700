package dev.drover.process;

/** Why Drover ended a child process that did not end by itself. */
public enum StopCause {
  /** It ran longer than {@link SpawnOptions#timeout()}. */
  TIMEOUT,
  /** {@link SpawnOptions#cancellation()} completed. */
  CANCELLED,
  /** It wrote more than {@link ExecOptions#maxBuffer()}. */
  MAX_BUFFER,
  /** What it wrote could not be written to a file ({@link ExecOptions.Overflow#SPILL}). */
  SPILL_FAILED,
  /** The verticle that spawned it was undeployed, or its Vert.x closed. */
  CLOSED
}
