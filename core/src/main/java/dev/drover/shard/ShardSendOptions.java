package dev.drover.shard;

import dev.drover.cluster.RequestRetry;
import io.vertx.core.eventbus.DeliveryOptions;

/**
 * How a message is sent to a shard.
 *
 * @param delivery its send timeout, which holds for {@code send} too, its headers and its codec are
 *     heeded, other options are not
 * @param retry null for at most once. Otherwise the message is sent again when nobody has shards of
 *     that name, when the owner that had got it is gone, and if so wished after a timeout: for
 *     idempotent messages only
 */
public record ShardSendOptions(DeliveryOptions delivery, RequestRetry retry) {
  /** At most once, within Vert.x' own send timeout of 30 s. */
  public static final ShardSendOptions DEFAULT = new ShardSendOptions(new DeliveryOptions(), null);

  public ShardSendOptions {
    delivery = new DeliveryOptions(delivery);
  }

  public ShardSendOptions withDelivery(DeliveryOptions options) {
    return new ShardSendOptions(options, retry);
  }

  public ShardSendOptions withRetry(RequestRetry again) {
    return new ShardSendOptions(delivery, again);
  }
}
