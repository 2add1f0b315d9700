package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Something that a replica does on its event bus, from its beginning to its end. */
public final class BusCall {

  /** It was not done. */
  public static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean gone;
    private final String type;
    private final int code;

    Failure(String message, boolean gone, String type, int code) {
      super(message, null, false, false);
      this.gone = gone;
      this.type = type;
      this.code = code;
    }

    /** Whether the replica ended, so that nobody knows what has come of it. */
    public boolean isGone() {
      return gone;
    }

    /**
     * Of {@link io.vertx.core.eventbus.ReplyFailure} by its name; null when it is not the event
     * bus' failure.
     */
    public String type() {
      return type;
    }

    /** What the recipient has failed with. */
    public int code() {
      return code;
    }
  }

  /**
   * Something that came before the end.
   *
   * @param passedOn to be run, on any thread, when whoever it is for has taken it: only then comes
   *     more than so much
   */
  public record Item(JsonObject json, Runnable passedOn) {}

  /** Told together, so that many small messages do not cost as many more. */
  private static final int WORTH_TELLING = 16 * 1024;

  private final long id;
  private final SlotId slot;
  private final long pid;
  private final Consumer<ChannelMessage> channel;
  private final Consumer<Item> items;
  private final Promise<JsonObject> result = Promise.promise();
  private final AtomicInteger onItsWay = new AtomicInteger();
  private final AtomicInteger untold = new AtomicInteger();

  BusCall(long id, SlotId slot, long pid, Consumer<ChannelMessage> channel, Consumer<Item> items) {
    this.id = id;
    this.slot = slot;
    this.pid = pid;
    this.channel = channel;
    this.items = items;
  }

  public SlotId slot() {
    return slot;
  }

  /** The replica's. */
  public long pid() {
    return pid;
  }

  /** Completes with what has come of it; fails with a {@link Failure}. */
  public Future<JsonObject> result() {
    return result.future();
  }

  /** Nobody waits for it any more; a listening ends. May be called on any thread, and again. */
  public void end() {
    if (result.tryFail(new Failure("it was ended", false, null, 0))) {
      channel.accept(new ChannelMessage.BusEnd(id));
    }
  }

  /** On the supervisor's context. */
  void heard(JsonObject said) {
    JsonObject item = said.getJsonObject("item");
    JsonObject failure = said.getJsonObject("failure");
    if (item != null) {
      int size = said.getInteger("size");
      onItsWay.addAndGet(size);
      items.accept(new Item(item, () -> passedOn(size)));
    } else if (failure != null) {
      result.tryFail(
          new Failure(
              failure.getString("message"),
              false,
              failure.getString("type"),
              failure.getInteger("code", 0)));
    } else {
      result.tryComplete(said.getJsonObject("result"));
    }
  }

  private void passedOn(int size) {
    int passed = untold.addAndGet(size);
    boolean idle = onItsWay.addAndGet(-size) == 0;
    if ((idle || passed >= WORTH_TELLING) && !result.future().isComplete()) {
      channel.accept(new ChannelMessage.BusMore(id, untold.getAndSet(0)));
    }
  }

  void gone() {
    result.tryFail(new Failure("the replica of " + slot + " ended", true, null, 0));
  }
}
