package dev.drover.bridge;

/**
 * The words of a stream with credit over the event bus. {@link BridgeStream} speaks them; anything
 * that can send and receive messages may.
 *
 * <ol>
 *   <li>The consumer registers an address of its own choice, and requests {@code {"consumer":
 *       ADDRESS, "credit": BYTES, "patience": MILLIS}} of {@code A.stdout.credit} or {@code
 *       A.stderr.credit}. The reply is {@code {"control": ADDRESS, "mode": MODE, "pid": PID}}, or a
 *       failure of {@link BridgeFailure}: {@code NO_CHILD} while there is none to read.
 *   <li>Data is sent to the consumer's address. Header {@code seq} counts from 0 without a gap: a
 *       gap means loss. Header {@code bytes} says how much credit it took. The body is, by mode:
 *       {@code lines} and {@code json} a JSON array of lines or values, {@code chunks} and {@code
 *       frames} a buffer. The sender may go below zero credit by one item, and never further.
 *   <li>The consumer sends {@code {"grant": BYTES}} to the control address when it has room again,
 *       {@code {"close": true}} when it wants no more, and requests {@code {"alive": true}} now and
 *       then. A consumer from which nothing comes for as long as the patience is gone, and so is
 *       its credit. A producer that does not answer is gone, too.
 *   <li>The end is a message with header {@code end}: {@code exit} after all that the child has
 *       written, anything else says what broke it off.
 * </ol>
 */
final class CreditProtocol {
  static final String CREDIT_SUFFIX = ".credit";
  static final String CONSUMER = "consumer";
  static final String CREDIT = "credit";
  static final String CONTROL = "control";
  static final String MODE = "mode";
  static final String PATIENCE = "patience";
  static final String PID = "pid";
  static final String GRANT = "grant";
  static final String CLOSE = "close";
  static final String ALIVE = "alive";
  static final String SEQ = "seq";
  static final String BYTES = "bytes";
  static final String END = "end";
  static final String EXIT = "exit";

  /** Credit that a consumer may have at a time. */
  static final int MOST_CREDIT = 64 << 20;

  /** How long a consumer may be silent, in milliseconds: from, unless told otherwise, to. */
  static final int LEAST_PATIENCE = 100;

  static final int DEFAULT_PATIENCE = 15_000;
  static final int MOST_PATIENCE = 600_000;

  private CreditProtocol() {}
}
