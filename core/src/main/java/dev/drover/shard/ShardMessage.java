package dev.drover.shard;

import io.vertx.core.MultiMap;

/**
 * A message for the owner of a shard.
 *
 * @param name which the consumer was registered with
 * @param shard which the key belongs to
 * @param key which the sender gave
 * @param headers of the sender
 * @param <T> type of the body
 */
public record ShardMessage<T>(String name, int shard, String key, MultiMap headers, T body) {}
