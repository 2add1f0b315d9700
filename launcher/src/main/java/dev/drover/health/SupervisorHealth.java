package dev.drover.health;

import dev.drover.config.HangPolicy;
import dev.drover.replica.LoopBeat;
import dev.drover.replica.LoopBeats;
import dev.drover.socket.EventLoops;
import dev.drover.supervisor.ServiceStatus;
import dev.drover.supervisor.SlotState;
import dev.drover.supervisor.SlotStatus;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The health of a supervisor and of what it keeps alive. */
public final class SupervisorHealth extends HealthSource {
  private final Supervisor supervisor;
  private final BooleanSupplier stopping;
  private final LoopBeats beats;
  private List<LoopBeat> loops = List.of();

  /**
   * Listens to the supervisor, which must not have been started.
   *
   * @param vertx that it runs on
   * @param stopping whether it was asked to stop
   */
  public SupervisorHealth(Vertx vertx, Supervisor supervisor, BooleanSupplier stopping) {
    this.supervisor = supervisor;
    this.stopping = stopping;
    EventLoops own = EventLoops.of(((VertxInternal) vertx).eventLoopGroup());
    this.beats = new LoopBeats(own, HealthEndpoint.BEAT);
    supervisor.listener(counts());
  }

  @Override
  void beat() {
    loops = beats.round();
  }

  @Override
  Verdict live() {
    return LoopVerdict.of(loops, HangPolicy.DEFAULT.after());
  }

  @Override
  Verdict ready() {
    List<ServiceStatus> services = supervisor.status().services();
    List<String> reasons = new ArrayList<>();
    if (stopping.getAsBoolean()) {
      reasons.add("draining");
    }
    Verdict live = live();
    if (!live.yes()) {
      reasons.add(live.details().getString("why"));
    }
    services.stream().filter(SupervisorHealth::isMissing).forEach(each -> reasons.add(why(each)));
    JsonArray counted = new JsonArray(services.stream().map(SupervisorHealth::counted).toList());
    Verdict verdict =
        reasons.isEmpty() ? Verdict.yes(READY) : Verdict.no(READY, String.join("; ", reasons));
    return verdict.with("services", counted);
  }

  /** One that has done what it was to do is not missed. */
  private static boolean isMissing(ServiceStatus service) {
    boolean finished =
        !service.slots().isEmpty()
            && service.slots().stream()
                .allMatch(
                    slot -> slot.state() == SlotState.FINISHED && slot.lastExit().isSuccess());
    return !finished && count(service, SlotState.READY) == 0;
  }

  private static String why(ServiceStatus service) {
    return service.slots().isEmpty()
        ? service.name() + " is not started"
        : service.name() + " has no ready replica";
  }

  private static JsonObject counted(ServiceStatus service) {
    JsonObject json =
        new JsonObject()
            .put("name", service.name())
            .put("slots", service.slots().size())
            .put("ready", count(service, SlotState.READY));
    long failed = count(service, SlotState.FAILED);
    return failed == 0 ? json : json.put("failed", failed);
  }

  private static long count(ServiceStatus service, SlotState state) {
    return service.slots().stream().filter(slot -> slot.state() == state).count();
  }

  @Override
  List<SlotStatus> slots() {
    return supervisor.status().slots();
  }
}
