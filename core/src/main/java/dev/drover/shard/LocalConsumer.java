package dev.drover.shard;

import io.vertx.core.Promise;

/** A consumer at its node. One thread. */
final class LocalConsumer {
  private final String name;
  private final ShardConsumerOptions options;
  private final Worker worker;
  private final Promise<Void> known = Promise.promise();
  private final Promise<Void> left = Promise.promise();
  private String id;
  private long since;
  private long leavingSince;
  private boolean leaving;

  LocalConsumer(String name, ShardConsumerOptions options, Worker worker) {
    this.name = name;
    this.options = options;
    this.worker = worker;
  }

  /**
   * @param version of the first report that tells of it
   */
  void enter(String itsId, long version) {
    id = itsId;
    since = version;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  int shards() {
    return options.shards();
  }

  ShardConsumerOptions options() {
    return options;
  }

  Worker worker() {
    return worker;
  }

  boolean isLeaving() {
    return leaving;
  }

  /**
   * @param version of the first report that tells of it
   * @return whether that is new
   */
  boolean leave(long version) {
    if (leaving) {
      return false;
    }
    leaving = true;
    leavingSince = version;
    return true;
  }

  /** Whether a coordinator that says that it is free has known that it is leaving. */
  boolean mayGo(long version) {
    return leaving && version >= leavingSince;
  }

  void heard(long version) {
    if (version >= since) {
      known.tryComplete();
    }
  }

  void fail(Throwable failure) {
    known.tryFail(failure);
    left.tryComplete();
  }

  /** Completes when the coordinator knows of it. */
  Promise<Void> known() {
    return known;
  }

  /** Completes when it owns nothing and never will. */
  Promise<Void> left() {
    return left;
  }
}
