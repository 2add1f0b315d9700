package dev.drover.verify;

import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** How a request failed, as its client sees it. */
enum FailureKind {
  /** No connection: the system, or nobody, answered the attempt. */
  REFUSED,
  /** The connection ended before the answer was complete. */
  RESET,
  /** No complete answer in time. */
  TIMEOUT,
  /** An answer of status 400 or above. */
  STATUS,
  /** Not sent, since too many waited for their answers already. */
  NOT_SENT,
  /** Anything else, such as an answer that is no HTTP. */
  OTHER;

  static FailureKind of(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return TIMEOUT;
    }
    if (failure instanceof ConnectException) {
      return REFUSED;
    }
    return failure instanceof HttpClosedException || failure instanceof IOException ? RESET : OTHER;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
