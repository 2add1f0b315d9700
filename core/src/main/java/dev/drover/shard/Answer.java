package dev.drover.shard;

import io.vertx.core.eventbus.ReplyException;

/**
 * What became of a request.
 *
 * @param failure null for none
 */
record Answer(long request, Object body, ReplyException failure) {}
