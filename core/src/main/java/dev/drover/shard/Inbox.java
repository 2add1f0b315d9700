package dev.drover.shard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * How far this node has taken what others have sent it. A message is taken once, and in its order,
 * whatever the connections do; and when one has been turned away, so is all that follows in its
 * stream.
 */
final class Inbox {
  private record Key(String sender, String group, int shard) {}

  private static final class Stream {
    private final long number;
    private long took;
    private boolean closed;

    private Stream(long number) {
      this.number = number;
    }
  }

  /** What a sender is told of a stream besides how far it was taken. */
  enum Word {
    OPEN,
    /** All that comes after that is turned away. */
    CLOSED,
    /** There was no room for what comes after that, and now there is: send it again. */
    AGAIN
  }

  private final Map<Key, Stream> streams = new HashMap<>();
  private final Set<Key> untold = new LinkedHashSet<>();
  private final Set<Key> stalled = new LinkedHashSet<>();
  private final Set<Key> again = new HashSet<>();

  /**
   * Whether a message is to be handled. If not, it has been before, or the sender will send it
   * again.
   *
   * @param open whether the shard takes messages here
   * @param room whether it has room for one more
   */
  boolean takes(String sender, Parcel parcel, boolean open, boolean room) {
    Key key = new Key(sender, parcel.group(), parcel.shard());
    Stream stream = stream(key, parcel.stream());
    if (stream == null) {
      return false;
    }
    untold.add(key);
    stream.closed |= !open;
    if (stream.closed || parcel.seq() != stream.took + 1) {
      return false;
    }
    if (!room) {
      stalled.add(key);
      return false;
    }
    stream.took++;
    return true;
  }

  /** Null for one that the sender has ended itself. */
  private Stream stream(Key key, long number) {
    Stream last = streams.get(key);
    if (last == null || last.number < number) {
      last = new Stream(number);
      streams.put(key, last);
    }
    return last.number == number ? last : null;
  }

  /** The shard takes nothing here any more. */
  void close(String group, int shard) {
    streams.forEach(
        (key, stream) -> {
          if (key.shard() == shard && key.group().equals(group) && !stream.closed) {
            stream.closed = true;
            untold.add(key);
          }
        });
  }

  /** There is room for what was not taken for want of it. */
  void resume(String group, int shard) {
    for (Key key : List.copyOf(stalled)) {
      if (key.shard() == shard && key.group().equals(group)) {
        stalled.remove(key);
        again.add(key);
        untold.add(key);
      }
    }
  }

  void gone(String node) {
    streams.keySet().removeIf(key -> key.sender().equals(node));
    List.of(untold, stalled, again)
        .forEach(keys -> keys.removeIf(key -> key.sender().equals(node)));
  }

  private String word(Key key, Stream stream) {
    return (stream.closed ? Word.CLOSED : again.contains(key) ? Word.AGAIN : Word.OPEN).name();
  }

  /** Whether there is something that senders have to be told. */
  boolean isUntold() {
    return !untold.isEmpty();
  }

  /**
   * Tells senders how far it is.
   *
   * @param senders given a word for each
   */
  void tell(BiConsumer<String, JsonObject> senders) {
    Map<String, JsonArray> streamsOf = new HashMap<>();
    for (Key key : untold) {
      Stream stream = streams.get(key);
      streamsOf
          .computeIfAbsent(key.sender(), sender -> new JsonArray())
          .add(
              JsonArray.of(
                  key.group(), key.shard(), stream.number, stream.took, word(key, stream)));
    }
    untold.clear();
    again.clear();
    streamsOf.forEach(
        (sender, told) ->
            senders.accept(
                sender, new JsonObject().put(Words.WORD, Words.TOOK).put("streams", told)));
  }
}
