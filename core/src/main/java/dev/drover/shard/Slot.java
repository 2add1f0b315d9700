package dev.drover.shard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One shard at one consumer. Its messages are handled one after the other. It is handed over when
 * the last that was taken has been handled.
 */
final class Slot {
  /** What a slot tells its node. */
  interface Owner {
    /** What is to be reported of it has changed. */
    void changed();

    /** It takes nothing any more: senders are to be told. */
    void closed(Slot slot);

    /** It is over, unless it was handed over, and then it stays until the other has it. */
    void released(Slot slot);

    /** It can take messages again, should it have been full. */
    void hasRoom(Slot slot);

    void answer(String sender, Answer answer);
  }

  private record Taken(String sender, Parcel parcel) {}

  private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;

  private final String group;
  private final int shard;
  private final String consumer;
  private final Worker worker;
  private final Link link;
  private final Owner owner;
  private final ShardCounts counts;
  private final Deque<Taken> queue = new ArrayDeque<>();
  private long epoch;
  private Phase phase = Phase.RESTORING;
  private boolean busy;
  private String to;
  private long toEpoch;
  private boolean over;
  private boolean dropped;
  private boolean stateIsFree;
  private Buffer state;

  Slot(LocalGroup group, int shard, String consumer, long epoch, Owner owner) {
    this.group = group.name();
    this.shard = shard;
    this.consumer = consumer;
    this.epoch = epoch;
    this.owner = owner;
    worker = group.worker(consumer);
    link = group.link();
    counts = group.counts(shard);
  }

  String group() {
    return group;
  }

  int shard() {
    return shard;
  }

  String consumer() {
    return consumer;
  }

  long epoch() {
    return epoch;
  }

  Phase phase() {
    return phase;
  }

  /** Messages taken and not yet handled, the one that is being handled included. */
  int waiting() {
    return queue.size() + (busy && phase != Phase.RESTORING ? 1 : 0);
  }

  SlotReport report() {
    return new SlotReport(shard, consumer, epoch, phase, to, toEpoch);
  }

  /** What is to be sent to the new owner until it says that it has it; null if it is not so far. */
  Handover handover() {
    return over && to != null ? new Handover(group, shard, to, toEpoch, state) : null;
  }

  /** It belongs here from now on. */
  void begin(Buffer given) {
    state = given;
    counts.moved(link.now());
    restore(FIRST_PAUSE_MILLIS);
  }

  private void restore(long pause) {
    busy = true;
    worker.restore(
        shard,
        state,
        (restored, failure) -> {
          busy = false;
          if (failure == null) {
            active();
          } else if (phase == Phase.RELEASING) {
            pump();
          } else {
            phase = Phase.RESTORING;
            restoreAgain(pause, failure);
          }
        });
  }

  private void restoreAgain(long pause, Throwable failure) {
    LOG.warn(
        "shard %d of %s: its state could not be restored, again in %d ms"
            .formatted(shard, group, pause),
        failure);
    link.later(
        pause,
        () -> {
          if (phase == Phase.RESTORING && !busy && !dropped) {
            restore(Math.min(pause * 2, LONGEST_PAUSE_MILLIS));
          }
        });
  }

  private void active() {
    state = null;
    if (phase == Phase.RESTORING) {
      phase = Phase.ACTIVE;
      owner.changed();
    }
    pump();
  }

  /** The coordinator wants it to be here, and that with this epoch. */
  void assign(long wanted) {
    if (wanted <= epoch) {
      return;
    }
    epoch = wanted;
    if (phase == Phase.RELEASING) {
      to = null;
      toEpoch = 0;
      if (over) {
        // Whoever was to have it is gone, and may have had it: what was handed over may be
        // outdated.
        over = false;
        state = null;
        phase = Phase.RESTORING;
        restore(FIRST_PAUSE_MILLIS);
      } else if (stateIsFree) {
        phase = Phase.RESTORING;
      } else {
        phase = Phase.ACTIVE;
        pump();
      }
    }
    owner.changed();
  }

  /**
   * Lets go of it.
   *
   * @param next null for nobody
   */
  void release(String next, long nextEpoch) {
    if (phase == Phase.RELEASING) {
      return;
    }
    phase = Phase.RELEASING;
    to = next;
    toEpoch = nextEpoch;
    owner.closed(this);
    owner.changed();
    pump();
  }

  /** Nobody is to hear of it any more. */
  void drop() {
    dropped = true;
    queue.clear();
  }

  void take(String sender, Parcel parcel) {
    queue.add(new Taken(sender, parcel));
    pump();
  }

  private void pump() {
    if (busy || phase == Phase.RESTORING || over || dropped) {
      return;
    }
    Taken next = queue.poll();
    if (next != null) {
      handle(next);
    } else if (phase == Phase.RELEASING) {
      letGo();
    }
  }

  private void handle(Taken next) {
    busy = true;
    worker.handle(
        next.parcel(),
        (result, failure) -> {
          busy = false;
          counts.handled++;
          if (failure != null) {
            counts.failed++;
          }
          if (next.parcel().request() != 0) {
            owner.answer(
                next.sender(), new Answer(next.parcel().request(), result, failureOf(failure)));
          } else if (failure != null) {
            LOG.warn("shard %d of %s: a message failed".formatted(shard, group), failure);
          }
          if (queue.isEmpty()) {
            owner.hasRoom(this);
          }
          pump();
        });
  }

  private static ReplyException failureOf(Throwable failure) {
    return failure == null || failure instanceof ReplyException
        ? (ReplyException) failure
        : new ReplyException(ReplyFailure.RECIPIENT_FAILURE, -1, String.valueOf(failure));
  }

  private void letGo() {
    busy = true;
    stateIsFree = true;
    worker.release(
        shard,
        (released, failure) -> {
          busy = false;
          stateIsFree = false;
          if (dropped) {
            return;
          }
          if (failure != null) {
            LOG.warn(
                "shard %d of %s: its state could not be had, the next owner gets none"
                    .formatted(shard, group),
                failure);
          }
          state = released;
          if (phase == Phase.RESTORING) {
            restore(FIRST_PAUSE_MILLIS);
          } else {
            over = true;
            counts.moved(link.now());
            owner.released(this);
          }
        });
  }
}
