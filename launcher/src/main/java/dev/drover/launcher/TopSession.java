package dev.drover.launcher;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.jline.terminal.Size;

/** One use of {@code drover top}: asks, shows, and does what keys say. */
final class TopSession {
  /** Replicas tell how they are once a second. */
  private static final Duration EVERY = Duration.ofSeconds(1);

  private static final int CONTROL_C = 3;

  private final ControlClient client;
  private final TopEvents events;
  private final boolean colours = Terminal.wantsColours(System.getenv());
  private volatile JsonObject status;
  private volatile TopSort sort;
  private volatile int scroll;
  private volatile boolean over;
  private boolean ended;

  TopSession(ControlClient client, TopEvents events, TopSort sort) {
    this.client = client;
    this.events = events;
    this.sort = sort;
  }

  /** Returns when the user has enough of it, or the supervisor has ended. */
  void run() throws IOException {
    status = ask();
    TopScreen[] opened = new TopScreen[1];
    try (TopScreen screen = TopScreen.open(() -> show(opened[0]), () -> over = true)) {
      opened[0] = screen;
      while (!over) {
        show(screen);
        waitForKeys(screen);
        status = ask();
      }
    } catch (ControlException e) {
      if (e.code() != ControlException.Code.GONE) {
        throw e;
      }
      ended = true;
    }
  }

  /** Whether the supervisor has ended meanwhile. */
  boolean ended() {
    return ended;
  }

  private JsonObject ask() {
    return client.request("status", new JsonObject(), ControlClient.PATIENCE);
  }

  private void waitForKeys(TopScreen screen) throws IOException {
    long end = System.nanoTime() + EVERY.toNanos();
    long left;
    while (!over && (left = end - System.nanoTime()) > 0) {
      int key = screen.key(Duration.ofNanos(left).toMillis());
      if (key != TopScreen.NO_KEY) {
        pressed(key);
        show(screen);
      }
    }
  }

  private void pressed(int key) {
    TopSort chosen = TopSort.ofKey(Character.toLowerCase(key));
    if (key == 'q' || key == 'Q' || key == CONTROL_C || key < 0) {
      over = true;
    } else if (key == 'j') {
      scroll++;
    } else if (key == 'k') {
      scroll = Math.max(0, scroll - 1);
    } else if (chosen != null) {
      sort = chosen;
      scroll = 0;
    }
  }

  private void show(TopScreen screen) {
    if (screen != null && !over) {
      Size size = screen.size();
      TopView view = new TopView(size.getRows(), size.getColumns(), colours);
      screen.show(view.lines(status, events.last(), sort, scroll), size);
    }
  }
}
