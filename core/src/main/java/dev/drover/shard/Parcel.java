package dev.drover.shard;

import io.vertx.core.MultiMap;

/**
 * A message on its way to the owner of a shard.
 *
 * @param stream what one sender sends to one owner of a shard, from its beginning to its end, is a
 *     stream; a later one of the same sender and shard has a higher number
 * @param seq its place in the stream, from 1
 * @param request by which the sender knows the answer; 0 for none
 * @param codec of the body; null for the event bus' own choice
 */
record Parcel(
    String group,
    int shard,
    long stream,
    long seq,
    long request,
    String key,
    MultiMap headers,
    Object body,
    String codec) {}
