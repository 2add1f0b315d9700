package dev.drover.supervisor;

import dev.drover.config.RecyclePolicy;
import dev.drover.supervisor.ReloadException.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Has the replica of a slot replaced when it has served long enough, as one of the service's {@link
 * Changes}: so never more than one at a time. Confined to the supervisor's context.
 */
final class Recycling {
  private static final Duration PROBATION = ReloadOptions.DEFAULT.probation();
  private static final DoubleSupplier RANDOM = () -> ThreadLocalRandom.current().nextDouble();

  private final SlotId id;
  private final SlotTools tools;
  private final Replacements replacements;
  private final Replaceable slot;
  private final RecyclePause pause = new RecyclePause(RANDOM);
  private Life known;
  private RecycleRule rule;
  private Duration since;
  private boolean waiting;

  Recycling(SlotId id, SlotTools tools, Replacements replacements, Replaceable slot) {
    this.id = id;
    this.tools = tools;
    this.replacements = replacements;
    this.slot = slot;
  }

  /** A replica of the slot's tells how it is. */
  void heard(Life life, ReplicaStats stats) {
    RecyclePolicy policy = life.launch().config().recycle();
    if (policy.equals(RecyclePolicy.NEVER) || waiting || !replacements.isServing(life)) {
      return;
    }
    Duration now = now();
    if (life != known) {
      if (known != null && known.launch() != life.launch()) {
        pause.forget();
      }
      known = life;
      rule = new RecycleRule(policy, RANDOM);
      since = now;
    }
    if (pause.isOver(now)) {
      Duration served = now.minus(since);
      rule.due(served, stats).ifPresent(why -> recycle(life, why, served));
    }
  }

  private void recycle(Life life, String why, Duration served) {
    waiting = true;
    boolean soon = rule.isSoon(served);
    tools
        .changes()
        .run("recycling of slot " + id.number(), true, () -> replace(life, why))
        .onComplete(over -> waiting = false)
        .onSuccess(replaced -> replaced(soon, served))
        .onFailure(this::failed);
  }

  /** Its turn has come; a reload that was before may have replaced it already. */
  private Future<Void> replace(Life life, String why) {
    if (!replacements.isServing(life)) {
      return Future.succeededFuture();
    }
    tools.listeners().tell(listener -> listener.replicaRecycling(id, life.pid(), why));
    return slot.replace(life.launch(), PROBATION);
  }

  private void replaced(boolean soon, Duration served) {
    if (soon) {
      Duration next = pause.begin(now());
      tools.listeners().tell(told -> told.recyclePaused(id, served, next));
    } else {
      pause.forget();
    }
  }

  private void failed(Throwable cause) {
    if (cause instanceof ReplicaFailure.Thrown thrown
        && thrown.failure().reason() != Reason.STOPPED) {
      ReplicaFailure failure = thrown.failure();
      Duration again = pause.begin(now());
      tools.listeners().tell(told -> told.recycleFailed(id, failure.why(), again, failure.lines()));
    }
  }

  private static Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }
}
