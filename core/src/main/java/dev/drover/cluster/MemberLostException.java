package dev.drover.cluster;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * The member of the cluster that a request was sent to is gone, and with it the reply. Whether it
 * had acted on the request nobody knows: send it again if it is idempotent, as {@link
 * Requests#requestWithRetry} does.
 *
 * <p>Its type is {@link ReplyFailure#TIMEOUT}, because that is what it would have come to in the
 * end; by its {@link #CODE} it is told from a real timeout, whose code is -1, also where the event
 * bus has carried it to another member and left of it a plain {@link ReplyException}.
 */
public final class MemberLostException extends ReplyException {
  private static final long serialVersionUID = 1;

  /** The failure code of a {@link ReplyFailure#TIMEOUT} that is no timeout but a lost member. */
  public static final int CODE = 503;

  MemberLostException(String nodeId, String address) {
    super(
        ReplyFailure.TIMEOUT,
        CODE,
        "the member that got the request is gone. address: " + address + ", member: " + nodeId);
  }

  /** For what carries requests in other ways than by an address of its own. */
  public static MemberLostException of(String nodeId, String address) {
    return new MemberLostException(nodeId, address);
  }

  /** Whether this is the failure of a request to a member that is gone. */
  public static boolean is(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.TIMEOUT
        && reply.failureCode() == CODE;
  }
}
