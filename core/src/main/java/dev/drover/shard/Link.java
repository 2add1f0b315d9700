package dev.drover.shard;

import io.vertx.core.json.JsonObject;

/**
 * How a node reaches others. What one node sends another arrives in order, or not at all. All
 * methods are called, and all tasks run, by the node's one thread.
 */
interface Link {
  void tell(String node, JsonObject word);

  /**
   * @throws IllegalArgumentException when there is no codec for the body
   */
  void deliver(String node, Parcel parcel);

  /**
   * @throws IllegalArgumentException when there is no codec for the body
   */
  void answer(String node, Answer answer);

  void handOver(String node, Handover handover);

  /**
   * @return cancels it
   */
  Runnable later(long millis, Runnable task);

  /**
   * Somebody is heard of who is no member so far: the members are to be told, if they are others.
   */
  void lookAgain();

  /** By the wall clock. */
  long now();
}
