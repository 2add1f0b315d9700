package dev.drover.supervisor;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Has a replica that hangs replaced, as one of the service's {@link Changes}: a new one first,
 * since what still works of the old one serves meanwhile; else it goes without one. Confined to the
 * supervisor's context.
 */
final class HungReplacement {
  /** The old one hangs: any that is ready is better. */
  private static final Duration NO_PROBATION = Duration.ZERO;

  private final SlotId id;
  private final Changes changes;
  private final SlotLives lives;
  private final Replaceable slot;

  HungReplacement(SlotId id, Changes changes, SlotLives lives, Replaceable slot) {
    this.id = id;
    this.changes = changes;
    this.lives = lives;
    this.slot = slot;
  }

  /** A replica of the slot's hangs, be it the one that has the slot or another. */
  void hung(Life life) {
    if (life != lives.serving()) {
      life.drain(StopReason.HUNG);
      return;
    }
    changes
        .run("replacement of " + id.number(), true, () -> replace(life))
        .onFailure(noNewOne -> life.drain(StopReason.HUNG));
  }

  /** Its turn has come; a reload that was before may have replaced it already. */
  private Future<Void> replace(Life life) {
    return life == lives.serving()
        ? slot.replace(life.launch(), NO_PROBATION)
        : Future.succeededFuture();
  }
}
