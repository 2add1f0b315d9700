package dev.drover.verify;

import java.util.Locale;

/** What was going on when a request was due. */
enum Phase {
  /** Nothing: from each recovery to the next fault. */
  STEADY,
  RELOAD,
  KILL,
  HANG;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
