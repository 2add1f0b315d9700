package dev.drover.shard;

import dev.drover.cluster.MemberLostException;
import dev.drover.cluster.Requests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.List;

/**
 * Messages by key: all that have the same key are handled by the same consumer, one after the
 * other, in the order in which they were sent. The keys are divided into shards, and each shard is
 * owned by one consumer of the whole cluster at a time; they move when consumers come and go.
 * {@code docs/SHARDS.md} says what is promised when something fails.
 *
 * <p>For a {@code Vertx} that is not clustered, and for one that is clustered by Drover. Any
 * thread.
 */
public final class Shards {
  /**
   * The failure code of a message that is refused because too many wait for its shard; its type is
   * {@code RECIPIENT_FAILURE}.
   */
  public static final int OVERLOADED = 429;

  private Shards() {}

  /** As the other one, with the defaults. */
  public static <T> ShardConsumer consumer(
      Vertx vertx, String name, int shards, ShardHandler<T> handler) {
    return consumer(vertx, name, ShardConsumerOptions.of(shards), handler);
  }

  /**
   * Takes a share of the shards of that name. Each call makes another consumer, on the caller's
   * context: in a verticle, each instance is one.
   *
   * @throws IllegalStateException for a clustered Vert.x whose cluster manager is not Drover's
   */
  public static <T> ShardConsumer consumer(
      Vertx vertx, String name, ShardConsumerOptions options, ShardHandler<T> handler) {
    return ShardService.of(vertx).consumer(name, options, handler);
  }

  /** As the other one, at most once. */
  public static <R> Future<R> request(Vertx vertx, String name, String key, Object message) {
    return request(vertx, name, key, message, ShardSendOptions.DEFAULT);
  }

  /**
   * Sends a message to the owner of the key's shard, which answers. While the shard is on its way
   * from one owner to the next, the message waits.
   *
   * @param message any type that the event bus has a codec for; what is {@link Shareable}, such as
   *     JSON and buffers, is copied at once, anything else must not be changed any more
   * @return the handler's result on the caller's context. Fails with the handler's failure; with
   *     {@code NO_HANDLERS} if nobody has shards of that name; with {@link MemberLostException}
   *     when the owner is gone and may have handled it or not; with {@code TIMEOUT}, or with {@link
   *     #OVERLOADED}
   */
  public static <R> Future<R> request(
      Vertx vertx, String name, String key, Object message, ShardSendOptions options) {
    return sent(vertx, name, key, message, options, true);
  }

  /** As the other one, at most once. */
  public static Future<Void> send(Vertx vertx, String name, String key, Object message) {
    return send(vertx, name, key, message, ShardSendOptions.DEFAULT);
  }

  /**
   * As {@link #request(Vertx, String, String, Object, ShardSendOptions)}, without an answer.
   *
   * @return completes when the owner has taken the message; it may still be lost with the owner
   */
  public static Future<Void> send(
      Vertx vertx, String name, String key, Object message, ShardSendOptions options) {
    return sent(vertx, name, key, message, options, false);
  }

  /** The shards that consumers of this JVM own or have owned. */
  public static Future<List<ShardStatistics>> statistics(Vertx vertx) {
    return ShardService.of(vertx).statistics();
  }

  private static <R> Future<R> sent(
      Vertx vertx,
      String name,
      String key,
      Object message,
      ShardSendOptions options,
      boolean answered) {
    ShardService service = ShardService.of(vertx);
    Object body = message instanceof Shareable shareable ? shareable.copy() : message;
    if (options.retry() == null) {
      return service.send(name, key, body, options.delivery(), answered);
    }
    return Requests.withRetry(
        vertx,
        options.delivery(),
        options.retry(),
        delivery -> service.send(name, key, body, delivery, answered));
  }
}
