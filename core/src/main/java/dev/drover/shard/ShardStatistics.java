package dev.drover.shard;

import java.time.Instant;

/**
 * One shard at one JVM, at the moment; for metrics.
 *
 * @param name which its consumers were registered with
 * @param owned whether a consumer of this JVM serves it
 * @param handled messages that consumers of this JVM have handled
 * @param failed those of them that failed
 * @param inFlight messages taken and not yet handled
 * @param moves how often it has come to a consumer of this JVM or left one
 * @param lastMove null if it never has
 */
public record ShardStatistics(
    String name,
    int shard,
    boolean owned,
    long handled,
    long failed,
    int inFlight,
    long moves,
    Instant lastMove) {}
