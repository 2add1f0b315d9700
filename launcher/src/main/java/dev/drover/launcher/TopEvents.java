package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last events of a supervisor, followed on a thread of their own. */
final class TopEvents implements AutoCloseable {
  private static final int KEPT = 50;

  private final ControlClient client;
  private final Deque<String> last = new ArrayDeque<>();

  private TopEvents(ControlClient client) {
    this.client = client;
  }

  /**
   * @param client closed with what this returns
   */
  static TopEvents follow(ControlClient client) {
    TopEvents events = new TopEvents(client);
    Thread thread = new Thread(events::read, "drover-top-events");
    thread.setDaemon(true);
    thread.start();
    return events;
  }

  private void read() {
    try {
      client.request("events", new JsonObject().put("follow", true), null, this::add);
    } catch (ControlException ended) {
      // Who asks for the status learns it as well.
    }
  }

  private synchronized void add(JsonObject event) {
    last.addLast(EventText.of(event));
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  synchronized List<String> last() {
    return List.copyOf(last);
  }

  @Override
  public void close() {
    client.close();
  }
}
