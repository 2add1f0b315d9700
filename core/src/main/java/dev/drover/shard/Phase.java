package dev.drover.shard;

/** Where a shard is in its life at one consumer. */
enum Phase {
  /** It is here, and what the last owner gave is being put in place. */
  RESTORING,
  /** Its messages are taken and handled. */
  ACTIVE,
  /** No more are taken; what was is handled, then the shard goes. */
  RELEASING
}
