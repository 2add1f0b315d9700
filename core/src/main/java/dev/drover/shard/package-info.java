/**
 * Messages by key, each shard of the keys owned by one consumer of the cluster ({@link
 * dev.drover.shard.Shards}). {@link dev.drover.shard.ShardNode} is one member, on one thread and
 * without knowledge of Vert.x; {@link dev.drover.shard.Coordinator} decides who owns what.
 */
package dev.drover.shard;
