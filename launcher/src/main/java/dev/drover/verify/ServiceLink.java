package dev.drover.verify;

import dev.drover.control.ControlClient;
import dev.drover.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * One service of a running supervisor, over its control socket. Blocks; for one thread. Needs two
 * connections, since one waits for events.
 */
final class ServiceLink implements AutoCloseable {
  private final ControlClient client;
  private final ControlClient follower;
  private final String service;
  private final Thread thread = new Thread(this::follow, "drover-verify-events");
  private final Object news = new Object();
  private long events;
  private boolean ended;

  /** A replica that is ready. */
  record Replica(String slot, long pid) {}

  /**
   * @param client asks; stays its owner's to close
   * @param follower another connection to the same supervisor, closed by this
   */
  ServiceLink(ControlClient client, ControlClient follower, String service) {
    this.client = client;
    this.follower = follower;
    this.service = service;
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    try {
      follower.request("events", new JsonObject().put("follow", true), null, event -> tell(false));
    } catch (ControlException over) {
      tell(true);
    }
  }

  private void tell(boolean end) {
    synchronized (news) {
      events++;
      ended |= end;
      news.notifyAll();
    }
  }

  long supervisor() {
    return client.server().getLong("pid");
  }

  /** All slots, whether ready or not. */
  List<JsonObject> slots() {
    JsonObject status =
        client.request("status", new JsonObject().put("service", service), ControlClient.PATIENCE);
    return status.getJsonArray("services").getJsonObject(0).getJsonArray("slots").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  List<Replica> ready() {
    return slots().stream()
        .filter(ServiceLink::isReady)
        .map(slot -> new Replica(slot.getString("slot"), slot.getLong("pid")))
        .toList();
  }

  private static boolean isReady(JsonObject slot) {
    return slot.getString("state").equals("ready");
  }

  /**
   * @throws ControlException when it failed, or was rolled back
   */
  void reload() {
    client.request("reload", new JsonObject().put("service", service), null);
  }

  /**
   * Waits until every slot is ready, none of them by that replica.
   *
   * @param but a pid, or 0
   * @throws TimeoutException says how the slots are instead
   */
  void awaitWhole(long but, Duration patience) throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      long seen = seen();
      List<JsonObject> slots = slots();
      if (slots.stream().allMatch(slot -> isReady(slot) && slot.getLong("pid") != but)) {
        return;
      }
      if (slots.stream().anyMatch(slot -> slot.getString("state").equals("failed"))) {
        throw new TimeoutException("given up by the supervisor: " + shown(slots));
      }
      awaitNews(seen, end, slots);
    }
  }

  private long seen() {
    synchronized (news) {
      return events;
    }
  }

  private void awaitNews(long seen, long end, List<JsonObject> slots)
      throws InterruptedException, TimeoutException {
    synchronized (news) {
      while (events == seen) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (ended || millis <= 0) {
          throw new TimeoutException(
              (ended ? "the supervisor has ended: " : "not whole in time: ") + shown(slots));
        }
        news.wait(millis);
      }
    }
  }

  private static String shown(List<JsonObject> slots) {
    return String.join(
        ", ",
        slots.stream()
            .map(slot -> slot.getString("slot") + " " + slot.getString("state"))
            .toList());
  }

  @Override
  public void close() {
    follower.close();
  }
}
