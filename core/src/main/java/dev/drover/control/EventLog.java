package dev.drover.control;

import dev.drover.config.Addresses;
import dev.drover.supervisor.Hang;
import dev.drover.supervisor.ReloadResult;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.StopReason;
import dev.drover.supervisor.SupervisorListener;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** What has happened lately, numbered, and whoever wants to know what happens next. */
final class EventLog implements SupervisorListener {
  static final int KEPT = 1_000;

  private final Deque<JsonObject> recent = new ArrayDeque<>();
  private final Set<Consumer<JsonObject>> followers = new LinkedHashSet<>();
  private long last;

  /**
   * Gives what is remembered to {@code taker}, and then, if he follows, all that comes, without a
   * gap: on the thread of whatever happens, where he must neither block nor fail.
   */
  synchronized void replay(Consumer<JsonObject> taker, boolean follow) {
    recent.forEach(taker);
    if (follow) {
      followers.add(taker);
    }
  }

  /** Gives all that comes from now on, as {@link #replay} does; returns what leaves. */
  synchronized Consumer<JsonObject> follow(Consumer<JsonObject> taker) {
    followers.add(taker);
    return taker;
  }

  synchronized void leave(Consumer<JsonObject> taker) {
    followers.remove(taker);
  }

  private synchronized void add(String type, JsonObject content) {
    JsonObject event =
        new JsonObject()
            .put("seq", ++last)
            .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("type", type)
            .mergeIn(content);
    if (recent.size() == KEPT) {
      recent.removeFirst();
    }
    recent.addLast(event);
    followers.forEach(each -> each.accept(event));
  }

  private void add(String type, SlotId slot, JsonObject content) {
    add(
        type,
        new JsonObject()
            .put("service", slot.service())
            .put("slot", slot.toString())
            .mergeIn(content));
  }

  private static JsonObject with(String key, Object value) {
    return new JsonObject().put(key, value);
  }

  @Override
  public void replicaStarting(SlotId slot, long pid) {
    add("starting", slot, with("pid", pid));
  }

  @Override
  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    JsonObject content = with("pid", pid).put("tookMs", took.toMillis());
    add("ready", slot, content.put("instances", instances));
  }

  @Override
  public void replicaStartFailed(SlotId slot, long pid, List<String> cause) {
    add("start-failed", slot, with("pid", pid).put("cause", new JsonArray(List.copyOf(cause))));
  }

  @Override
  public void replicaDraining(SlotId slot, long pid, StopReason reason) {
    add("draining", slot, with("pid", pid).put("reason", word(reason)));
  }

  /** As constants are written in the protocol. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void replicaReplaced(SlotId slot, long oldPid, long newPid, int generation) {
    add("replaced", slot, with("pid", newPid).put("generation", generation));
  }

  @Override
  public void reloadStarted(String service, int generation, int slots) {
    JsonObject content = with("service", service).put("generation", generation);
    add("reload-started", content.put("slots", slots));
  }

  @Override
  public void reloadRolledBack(String service, int generation, SlotId slot, String why) {
    add("reload-rolled-back", slot, with("generation", generation).put("why", why));
  }

  @Override
  public void reloadFinished(ReloadResult result, boolean succeeded) {
    JsonObject content = with("service", result.service()).put("generation", result.generation());
    content.put("succeeded", succeeded).put("tookMs", result.took().toMillis());
    add("reload-finished", content);
  }

  @Override
  public void scaling(String service, int from, int to) {
    add("scaling", with("service", service).put("from", from).put("to", to));
  }

  @Override
  public void instancesChanged(SlotId slot, long pid, int instances, int eventLoops, int cut) {
    JsonObject content = with("pid", pid).put("instances", instances);
    add("instances", slot, content.put("eventLoops", eventLoops).put("cut", cut));
  }

  @Override
  public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    JsonObject content = with("pid", pid).put("wanted", wanted);
    add("exited", slot, content.put("exit", StatusJson.exit(exit)));
  }

  @Override
  public void replicaHung(SlotId slot, long pid, Hang hang) {
    add("hung", slot, with("pid", pid).mergeIn(StatusJson.hang(hang)));
  }

  @Override
  public void replicaRecycling(SlotId slot, long pid, String why) {
    add("recycling", slot, with("pid", pid).put("why", why));
  }

  @Override
  public void recycleFailed(SlotId slot, String why, Duration pause, List<String> lastOutput) {
    add("recycle-failed", slot, with("why", why).put("inMs", pause.toMillis()));
  }

  @Override
  public void recyclePaused(SlotId slot, Duration served, Duration pause) {
    JsonObject times = new JsonObject().put("servedMs", served.toMillis());
    add("recycle-paused", slot, times.put("inMs", pause.toMillis()));
  }

  @Override
  public void replicaRestarting(SlotId slot, Duration delay, int restarts) {
    add("restarting", slot, with("inMs", delay.toMillis()).put("restarts", restarts));
  }

  @Override
  public void slotFailed(SlotId slot, String why, List<String> lastOutput) {
    add("failed", slot, with("why", why));
  }

  @Override
  public void serviceFailed(String service, Throwable cause) {
    add("service-failed", with("service", service).put("why", cause.getMessage()));
  }

  @Override
  public void portBound(InetSocketAddress address) {
    add("port-bound", with("address", Addresses.format(address)));
  }

  @Override
  public void portReleased(InetSocketAddress address) {
    add("port-released", with("address", Addresses.format(address)));
  }

  @Override
  public void portFailed(SlotId slot, String message) {
    add("port-failed", slot, with("why", message));
  }
}
