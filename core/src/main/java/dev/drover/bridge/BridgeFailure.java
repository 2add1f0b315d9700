package dev.drover.bridge;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * Why a request to a process or a command failed: the {@linkplain ReplyException#failureCode()
 * failure code} of the reply. The numbers are those of the HTTP status codes with the same meaning,
 * are part of the contract, and never change.
 */
public enum BridgeFailure {
  /** The message is not what the address takes; nothing was done. */
  BAD_REQUEST(400),
  /** The rules do not permit it; nothing was done. */
  NOT_PERMITTED(403),
  /** No command or handler goes by that name; nothing was done. */
  NOT_FOUND(404),
  /** No answer within the time allowed; the child may still be at it. */
  TIMED_OUT(408),
  /** The message or the answer is larger than allowed. */
  TOO_LARGE(413),
  /** Too many requests are waiting already; nothing was done, try again later. */
  QUEUE_FULL(429),
  /** The one who asked, or an undeployment, called it off. */
  CANCELLED(499),
  /** What the child answered is not an answer; its fault, not the request's. */
  BAD_ANSWER(500),
  /** The child ended with the request in flight; it may have been carried out. */
  CHILD_EXITED(502),
  /** There is no child to ask at the moment; nothing was done, try again later. */
  NO_CHILD(503);

  private final int code;

  BridgeFailure(int code) {
    this.code = code;
  }

  /** The failure code on the bus. */
  public int code() {
    return code;
  }

  /**
   * The failure to reply with.
   *
   * @param message who, what was wrong, and the next step
   */
  public ReplyException with(String message) {
    return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, message);
  }
}
