package dev.drover.replica;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * This JVM as a replica, for the application in it: which one it is, and messages to and from the
 * program that embeds the supervisor. What {@code cluster.worker}, {@code process.send} and {@code
 * process.on('message')} are in Node. All methods may be called from any thread.
 */
public final class ThisReplica {
  private static volatile ThisReplica current;

  private final int slot;
  private final String service;
  private final SupervisorMessages messages;

  ThisReplica(int slot, String service, SupervisorMessages messages) {
    this.slot = slot;
    this.service = service;
    this.messages = messages;
  }

  static void is(ThisReplica replica) {
    current = replica;
  }

  /** Empty in a JVM that is no replica. */
  public static Optional<ThisReplica> current() {
    return Optional.ofNullable(current);
  }

  /** The number of its slot, from 1; the replica that follows it in the slot has the same. */
  public int slot() {
    return slot;
  }

  /** The name of the service. */
  public String service() {
    return service;
  }

  /**
   * Sends a JSON value to the supervisor, whose {@code replicaMessage} listeners get it. Messages
   * keep their order.
   *
   * @param message a {@code JsonObject}, {@code JsonArray}, string, number, boolean or null; 4 MiB
   *     at most when written as JSON
   * @return completes when it is on its way, on the caller's Vert.x context if there is one, else
   *     on any thread; fails when the supervisor is gone
   * @throws IllegalArgumentException when it is no JSON value, or too long
   */
  public Future<Void> send(Object message) {
    return messages.send(message);
  }

  /**
   * Calls the handler with each message of the supervisor's, in order. The first handler also gets
   * what came before it, up to 1,024 messages; more are dropped, and a line on stderr says so.
   * Where there are several handlers, as with several instances of a verticle, each gets every
   * message.
   *
   * @param vertx the handler is called on its current context, or a new one where there is none
   * @return what removes the handler
   */
  public Runnable onMessage(Vertx vertx, Handler<Object> handler) {
    return messages.onMessage(vertx, handler);
  }
}
