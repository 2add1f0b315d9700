package dev.drover.control;

import dev.drover.config.JsonFields;
import dev.drover.control.ControlException.Code;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One request that runs. */
final class Call {
  private final JsonObject args;
  private BiConsumer<JsonObject, Runnable> items = (item, written) -> {};
  private Runnable cancel = () -> {};
  private boolean outlivesClose;

  Call(JsonObject args) {
    this.args = args;
  }

  /**
   * @param taker takes, on any thread, what is sent before the result, with what is to be run when
   *     the client's socket has it
   */
  void items(BiConsumer<JsonObject, Runnable> taker) {
    items = taker;
  }

  /**
   * Reads the arguments.
   *
   * @throws ControlException with all that is wrong, unknown ones included
   */
  <T> T args(Function<JsonFields, T> reader) {
    List<String> problems = new ArrayList<>();
    JsonFields fields = new JsonFields("args", args, problems);
    T result = reader.apply(fields);
    fields.finish();
    if (!problems.isEmpty()) {
      throw new ControlException(Code.BAD_ARGS, String.join("; ", problems));
    }
    return result;
  }

  /**
   * Sends something before the result; does nothing when nobody waits for it any more. On any
   * thread: items and result of one thread keep their order.
   */
  void item(JsonObject item) {
    item(item, () -> {});
  }

  /**
   * As {@link #item(JsonObject)}.
   *
   * @param written run, on any thread, when the client's socket has it; never when he is gone
   */
  void item(JsonObject item, Runnable written) {
    items.accept(item, written);
  }

  /** The server's end is what it waits for: the connection is not closed before its answer. */
  void outliveClose() {
    outlivesClose = true;
  }

  boolean outlivesClose() {
    return outlivesClose;
  }

  /** Called on the server's context when the client cancels, or is gone, before the result. */
  void onCancel(Runnable action) {
    cancel = action;
  }

  void cancel() {
    cancel.run();
  }
}
