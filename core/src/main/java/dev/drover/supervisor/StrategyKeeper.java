package dev.drover.supervisor;

import dev.drover.config.DroverConfig;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Stops and starts services as the configured strategy wants when another is out. Confined to the
 * supervisor's context.
 */
final class StrategyKeeper implements SupervisorListener {
  private final Services services;
  private final StrategyPlan plan;
  private final Set<String> wereReady = new HashSet<>();
  private Future<Void> last = Future.succeededFuture();

  StrategyKeeper(Services services, DroverConfig config) {
    this.services = services;
    this.plan = new StrategyPlan(config.strategy(), config.startOrder());
  }

  @Override
  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    wereReady.add(slot.service());
    List<String> due = plan.back(slot.service());
    if (!due.isEmpty()) {
      last = inTurn(due);
    }
  }

  @Override
  public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    Service service = services.get(slot.service());
    if (!wanted && wereReady.contains(slot.service()) && !service.hasReady()) {
      plan.out(slot.service()).forEach(each -> services.get(each).hold(slot.service()));
    }
  }

  @Override
  public void serviceFailed(String service, Throwable cause) {
    for (String each : plan.failed(service)) {
      services
          .get(each)
          .giveUp(
              new IllegalStateException(
                  each + " is stopped: " + service + ", which failed, takes it along"));
    }
  }

  /** Each when the one before it is ready, or failed. */
  private Future<Void> inTurn(List<String> due) {
    Future<Void> turn = last;
    for (String each : due) {
      turn =
          turn.transform(
              before -> plan.isHeld(each) ? Future.succeededFuture() : services.get(each).letGo());
    }
    return turn;
  }
}
