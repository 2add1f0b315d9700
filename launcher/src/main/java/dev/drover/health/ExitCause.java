package dev.drover.health;

import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.StopReason;
import java.util.Locale;

/** Why a replica has ended, as far as somebody who is woken up by it wants to know. */
enum ExitCause {
  /** By itself, with a signal or another code than 0. */
  CRASH,
  /** By itself, with code 0. */
  EXIT,
  /** Its application did not start, or was not ready in time. */
  NOT_READY,
  /** It hung. */
  HANG,
  /** It had served long enough, or taken too much memory. */
  RECYCLE,
  /** A new one has its place, or it was to take another's. */
  RELOAD,
  /** Somebody asked for a restart. */
  RESTART,
  /** A service that it depends on was out. */
  OTHER_SERVICE,
  /** Fewer replicas were wanted. */
  SCALE_DOWN,
  /** The supervisor stops. */
  SHUTDOWN;

  /** As a label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of one that was asked to stop. */
  static ExitCause of(StopReason reason) {
    return switch (reason) {
      case SHUTDOWN -> SHUTDOWN;
      case NOT_READY -> NOT_READY;
      case RELOAD, ROLLED_BACK -> RELOAD;
      case RESTART -> RESTART;
      case OTHER_SERVICE -> OTHER_SERVICE;
      case SCALE_DOWN -> SCALE_DOWN;
      case HUNG -> HANG;
    };
  }

  /** Of one that ended by itself. */
  static ExitCause of(ReplicaExit exit) {
    return exit.isSuccess() ? EXIT : CRASH;
  }
}
