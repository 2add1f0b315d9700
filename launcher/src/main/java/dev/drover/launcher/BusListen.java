package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;

/** {@code drover bus listen}: shows what comes, until there is enough of it. */
final class BusListen {

  /** Nothing more is wanted. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super(null, null, false, false);
    }
  }

  private final ControlClient client;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final Integer count;
  private String address;
  private int shown;

  /**
   * @param count how many messages are enough; null for no number
   */
  BusListen(ControlClient client, PrintStream out, PrintStream err, boolean json, Integer count) {
    this.client = client;
    this.out = out;
    this.err = err;
    this.json = json;
    this.count = count;
  }

  void run(JsonObject wish) {
    address = wish.getString("address");
    try {
      client.request("bus-listen", wish, null, this::show);
    } catch (Enough enough) {
      return;
    } catch (ControlException e) {
      // Its end is the last that can happen.
      if (count != null || e.code() != ControlException.Code.GONE) {
        throw e;
      }
      err.println("the supervisor " + client.name() + " has ended");
    }
  }

  private void show(JsonObject item) {
    if (json) {
      out.println(item.encode());
    } else {
      notices(item);
    }
    if (item.containsKey("time")) {
      if (!json) {
        out.println(BusText.line(item));
      }
      shown++;
    }
    if (out.checkError() || Integer.valueOf(shown).equals(count)) {
      throw new Enough();
    }
  }

  private void notices(JsonObject item) {
    if (item.containsKey("listening")) {
      err.println(
          item.getBoolean("moved")
              ? "listening through %s now".formatted(item.getString("listening"))
              : "listening at '%s' through %s, as one more consumer: of what is sent, not published, it takes its turn"
                  .formatted(address, item.getString("listening")));
    }
    if (item.containsKey("left")) {
      err.println(
          "%s is leaving or gone; what comes until another listens is missed"
              .formatted(item.getString("left")));
    }
    if (item.containsKey("dropped")) {
      err.println(
          StartBlock.count(item.getInteger("dropped"), "message")
              + " dropped: they came faster than they were shown");
    }
  }
}
