package dev.drover.shard;

import io.vertx.core.buffer.Buffer;

/**
 * A shard, from its old owner to its new one.
 *
 * @param consumer the new owner
 * @param epoch of the new ownership
 * @param state null for none
 */
record Handover(String group, int shard, String consumer, long epoch, Buffer state) {}
