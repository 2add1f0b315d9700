package dev.drover.bridge;

import dev.drover.process.Channel;
import dev.drover.process.ChildProcess;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.net.ProtocolException;

/**
 * A forked child on the event bus: over its channel it sends, publishes, requests, registers and
 * answers, in the words of Vert.x's event-bus bridges ({@code send}, {@code publish}, {@code
 * register}, {@code unregister}, {@code ping}; {@code message}, {@code err}, {@code pong}), one
 * JSON object a line. What differs from Vert.x's TCP bridge:
 *
 * <ul>
 *   <li>a body that JSON has no exact form of is text with a {@code bodyType}: {@code buffer}
 *       (Base64) or {@code long} (whole numbers beyond 2^53);
 *   <li>a {@code replyAddress} in {@code register} and {@code unregister} gets an empty {@code
 *       message} when it is done, and one in any other refused message its {@code err};
 *   <li>the {@code replyAddress} of a message to the child is good for one answer, within {@link
 *       BusLimits#answerTime()}, and for nobody else; one in that answer gets an answer in turn.
 * </ul>
 *
 * <p>What the permissions do not allow is an {@code err} with code 403, and nothing happens.
 * Messages that a program which knows the protocol would not send (no JSON, too large, an unknown
 * type, a field of a wrong type) close the channel, after an {@code err} that says why; the child
 * lives on until its owner, who learns it from {@link #closed()}, decides.
 *
 * <p>A child that sends faster than the bus takes it is not read until it does. To a child that
 * reads too slowly requests fail with {@link BridgeFailure#QUEUE_FULL}; other messages are dropped
 * and counted ({@link #dropped()}), and the child is told when it reads again. When its channel
 * ends, its registrations go, and requests that it has not answered fail with {@link
 * BridgeFailure#CHILD_EXITED}.
 */
public final class BusChannel {
  private static final Logger LOG = LoggerFactory.getLogger(BusChannel.class);

  /** Messages in a row before others on the same event loop have their turn. */
  private static final int MESSAGES_PER_TURN = 64;

  private final Vertx vertx;
  private final ChildProcess child;
  private final Channel channel;
  private final BusOutbox outbox;
  private final BusExchange exchange;
  private final Handler<Object> others;
  private final int mostInFlight;
  private final Promise<Void> closed = Promise.promise();
  private int turn;
  private boolean ended;

  private BusChannel(
      Vertx vertx,
      ChildProcess child,
      BusPermissions permissions,
      BusLimits limits,
      Handler<Object> others) {
    this.vertx = vertx;
    this.child = child;
    this.others = others;
    channel = child.channel();
    outbox = new BusOutbox(channel);
    exchange = new BusExchange(vertx, permissions, limits, outbox, this::resumeIfRoom);
    mostInFlight = limits.inFlight();
    channel.setLongestMessage(limits.messageBytes()).setWriteQueueMaxSize(limits.queueBytes());
  }

  /** With default limits, and no other messages. */
  public static BusChannel attach(Vertx vertx, ChildProcess child, BusPermissions permissions) {
    return attach(vertx, child, permissions, BusLimits.DEFAULT, null);
  }

  /**
   * Connects a forked child, whose channel must have no handler: it is this one's from now on.
   * Everything runs on the context that forked the child.
   *
   * @param others gets the channel's messages without a {@code type} of the protocol; null where
   *     they are an offence
   * @throws IllegalStateException when the child has no channel
   */
  public static BusChannel attach(
      Vertx vertx,
      ChildProcess child,
      BusPermissions permissions,
      BusLimits limits,
      Handler<Object> others) {
    BusChannel bus = new BusChannel(vertx, child, permissions, limits, others);
    bus.begin();
    return bus;
  }

  private void begin() {
    channel.disconnected().onComplete(gone -> end(null));
    channel.exceptionHandler(
        failure -> {
          // Others are writes that an ended child has not taken.
          if (failure instanceof ProtocolException) {
            offence(failure.getMessage());
          }
        });
    channel.drainHandler(
        room -> {
          outbox.tellDropped();
          resumeIfRoom();
        });
    channel.handler(this::received);
  }

  private void received(Object message) {
    if (ended) {
      return;
    }
    if (others != null && !BusFrame.isOne(message)) {
      others.handle(message);
      return;
    }
    try {
      exchange.handle(BusFrame.read(message));
    } catch (BusFrame.Malformed malformed) {
      offence(malformed.getMessage());
      return;
    }
    if (++turn >= MESSAGES_PER_TURN) {
      turn = 0;
      channel.pause();
      vertx.getOrCreateContext().runOnContext(next -> resumeIfRoom());
    } else if (!hasRoom()) {
      channel.pause();
    }
  }

  private boolean hasRoom() {
    return exchange.inFlight() < mostInFlight && !outbox.isFull();
  }

  private void resumeIfRoom() {
    if (!ended && hasRoom()) {
      channel.resume();
    }
  }

  private void offence(String why) {
    if (!ended) {
      LOG.warn("the bus channel of pid %d is closed: %s".formatted(child.pid(), Shown.of(why)));
      outbox.error(null, BridgeFailure.BAD_REQUEST, why);
      end(why);
      channel.disconnect();
    }
  }

  private void end(String why) {
    if (ended) {
      return;
    }
    ended = true;
    exchange.end();
    if (why == null) {
      closed.complete();
    } else {
      channel.handler(null);
      closed.fail(new IOException("the child broke the protocol of the bus channel: " + why));
    }
  }

  /**
   * The child is on the bus no more; fails, with an {@link IOException} that says why, when it
   * broke the protocol.
   */
  public Future<Void> closed() {
    return closed.future();
  }

  /** Messages that were not given to the child because it read too slowly; on any thread. */
  public long dropped() {
    return outbox.dropped();
  }
}
