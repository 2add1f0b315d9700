package dev.drover.shard;

/** Which shard a key belongs to; the same in every JVM and version. */
final class ShardOf {
  private ShardOf() {}

  /** The hash of {@link String#hashCode}, mixed by the last steps of MurmurHash3. */
  static int key(String key, int shards) {
    int hash = key.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return Math.floorMod(hash ^ (hash >>> 16), shards);
  }
}
