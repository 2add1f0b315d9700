package dev.drover.shard;

import dev.drover.cluster.MemberLostException;
import io.vertx.core.Completable;
import io.vertx.core.MultiMap;

/** A message of this node's own, until it is known what became of it. One thread. */
final class Item {
  private final String key;
  private final MultiMap headers;
  private final Object body;
  private final String codec;
  private final Completable<Object> done;
  private long request;
  private String group;
  private String node;
  private boolean over;
  private Runnable cancelTimeout = () -> {};

  Item(String key, MultiMap headers, Object body, String codec, Completable<Object> done) {
    this.key = key;
    this.headers = headers;
    this.body = body;
    this.codec = codec;
    this.done = done;
  }

  String key() {
    return key;
  }

  /** 0 for one without an answer. */
  long request() {
    return request;
  }

  void expectAnswer(long number) {
    request = number;
  }

  void timeout(Runnable cancel) {
    cancelTimeout = cancel;
  }

  boolean isOver() {
    return over;
  }

  /** The node that it was sent to last; null for none. */
  String node() {
    return node;
  }

  Parcel to(String target, String name, int shard, long stream, long seq) {
    node = target;
    group = name;
    return new Parcel(name, shard, stream, seq, request, key, headers, body, codec);
  }

  /** The node that it was sent to has ended. */
  void lost() {
    complete(null, MemberLostException.of(node, group));
  }

  /** It has come back, unhandled. */
  void returned() {
    node = null;
  }

  void complete(Object result, Throwable failure) {
    if (!over) {
      over = true;
      cancelTimeout.run();
      done.complete(result, failure);
    }
  }
}
