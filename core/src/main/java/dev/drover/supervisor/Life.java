package dev.drover.supervisor;

import dev.drover.cluster.JoinFailure;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.Admission;
import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One replica of a slot from its spawn to its end: lets it into the cluster, waits until it is
 * ready, asks it to leave. Which of a slot's lives serves is the slot's matter. Confined to the
 * supervisor's context.
 */
final class Life {

  /** The slot. */
  interface Owner {
    /** Something is to be told; what the slot says of itself must be true by then. */
    void tell(Consumer<SupervisorListener> event);

    /** It takes traffic, or would if it were not held. */
    void ready(Life life);

    /** It tells how it is. */
    void heard(Life life, ReplicaStats stats);

    /** It hangs, and has to go; it may still answer some of its requests. */
    void hung(Life life);

    /** It is gone. */
    void exited(Life life);
  }

  private final SlotId id;
  private final Launch launch;
  private final boolean held;
  private final SlotTools tools;
  private final Owner owner;
  private final FailureNotes notes = new FailureNotes();
  private final int member;
  private boolean opened;
  private SlotState state = SlotState.DOWN;
  private ReplicaHandle replica;
  private long readyTimer;
  private ReplicaExit exit;

  /**
   * Spawns nothing yet.
   *
   * @param held takes no connections until it is told to {@link #open}
   */
  Life(SlotId id, Launch launch, boolean held, SlotTools tools, Owner owner) {
    this.id = id;
    this.launch = launch;
    this.held = held;
    this.tools = tools;
    this.owner = owner;
    this.member = tools.door().takeMember();
  }

  void start(LastLines slotLines) {
    state = state.next(SlotEvent.SPAWNED);
    replica =
        new ReplicaHandle(id, tools.vertx(), launch.config(), token -> spawn(token, slotLines));
    readyTimer = tools.after(launch.config().ready().timeout(), this::notReadyInTime);
    replica
        .process()
        .onSuccess(this::spawned)
        .onFailure(cause -> exited(noStatus("could not be started: ", cause)));
  }

  private Future<ReplicaProcess> spawn(String token, LastLines slotLines) {
    return launch
        .spawner()
        .spawn(
            new ReplicaIdentity(id, member, token),
            (stream, line) -> {
              notes.wrote(line);
              slotLines.add(line);
              tools.listeners().tell(listener -> listener.output(id, stream, line));
            });
  }

  private void spawned(ReplicaProcess process) {
    owner.tell(listener -> listener.replicaStarting(id, process.pid()));
    process
        .ended()
        .onSuccess(status -> exited(new ReplicaExit(status, null)))
        .onFailure(cause -> exited(noStatus("its end is not known: ", cause)));
  }

  private static ReplicaExit noStatus(String why, Throwable failure) {
    return new ReplicaExit(null, why + failure.getMessage());
  }

  /** It has connected; false when it is another one. */
  boolean welcome(ChannelMessage.Hello hello, ReplicaLink link) {
    if (!replica.isExpected(hello)) {
      return false;
    }
    link.handler(this::received);
    ServiceConfig config = launch.config();
    replica.connected(
        link,
        new ChannelMessage.Start(
            tools.instances().applyTo(config.application()),
            config.stop(),
            config.ready(),
            config.name(),
            tools.door().config(),
            admission()));
    return true;
  }

  private Admission admission() {
    if (held) {
      return Admission.WHEN_TOLD;
    }
    return tools.othersServe().getAsBoolean() ? Admission.WHEN_READY : Admission.AT_ONCE;
  }

  private void received(ChannelMessage message) {
    if (exit != null) {
      return;
    }
    if (message instanceof ChannelMessage.Ready ready) {
      ready(ready.instances());
    } else if (message instanceof ChannelMessage.NotReady notReady) {
      notes.notReadyYet(notReady.why());
    } else if (message instanceof ChannelMessage.JoinAsk) {
      tools.door().ask(member, grant -> replica.send(new ChannelMessage.Join(grant)));
    } else if (message instanceof ChannelMessage.Joined joined) {
      tools.door().joined(member, replica, joined.nodeId());
    } else if (message instanceof ChannelMessage.JoinFailed failed) {
      tools.door().failed(member, JoinFailure.valueOf(failed.kind()));
    } else if (message instanceof ChannelMessage.Said said) {
      owner.tell(listener -> listener.replicaMessage(id, pid(), said.body()));
    } else if (message instanceof ChannelMessage.Beat beat) {
      owner.heard(this, replica.watch().heard(beat));
    } else if (message instanceof ChannelMessage.Stacks stacks) {
      replica.watch().heard(stacks);
    } else if (message instanceof ChannelMessage.BusSays says) {
      replica.busCalls().heard(says);
    } else if (message instanceof ChannelMessage.InstancesSet set) {
      replica.instances().heard(set);
    } else if (message instanceof ChannelMessage.StartFailed failed) {
      notes.didNotStart(failed.cause());
      owner.tell(listener -> listener.replicaStartFailed(id, pid(), failed.cause()));
    }
  }

  private void ready(int instances) {
    SlotState before = state;
    state = state.next(SlotEvent.ANNOUNCED_READY);
    if (state != before) {
      tools.vertx().cancelTimer(readyTimer);
      Duration took = age();
      replica.watch().begin(pid(), this::hung);
      replica.instances().are(instances);
      owner.tell(listener -> listener.replicaReady(id, pid(), instances, took));
      owner.ready(this);
      followTarget(instances);
    }
  }

  /** It may have been told another number before that was changed. */
  private void followTarget(int instances) {
    int wanted = tools.instances().of(launch.config().application());
    if (wanted > 0 && instances > 0 && instances != wanted) {
      setInstances(wanted);
    }
  }

  /** Call it when it is ready; fails when they are not as many then. */
  Future<Void> setInstances(int wanted) {
    if (instances() == wanted) {
      return Future.succeededFuture();
    }
    return replica
        .instances()
        .change(wanted, launch.config())
        .onSuccess(
            set ->
                owner.tell(
                    told ->
                        told.instancesChanged(id, pid(), set.instances(), set.loops(), set.cut())))
        .mapEmpty();
  }

  /** Of the verticle, as far as is known. */
  int instances() {
    return replica.instances().count();
  }

  private void hung(Hang hang) {
    if (state != SlotState.READY) {
      return;
    }
    replica.because("hung: " + hang.what());
    owner.tell(listener -> listener.replicaHung(id, pid(), hang));
    if (hang.kind() == Hang.Kind.SILENT) {
      replica.kill();
    } else {
      owner.hung(this);
    }
  }

  private void notReadyInTime() {
    if (state == SlotState.STARTING) {
      replica.because(notes.notReadyWithin(launch.config().ready().timeout()));
      drain(StopReason.NOT_READY);
    }
  }

  /** Lets it take connections, which it was held from; call it when it is ready. */
  void open() {
    if (!opened) {
      opened = true;
      replica.send(new ChannelMessage.Open());
    }
  }

  /**
   * It has the slot now.
   *
   * @param predecessor the pid of the one before; -1 when there was none
   */
  void takeOver(long predecessor) {
    replica.send(new ChannelMessage.TakeOver(predecessor));
  }

  /** Asks it to leave; the first time counts. */
  void drain(StopReason reason) {
    if (replica.isDraining() || exit != null) {
      return;
    }
    state = state.next(SlotEvent.DRAIN_ASKED);
    owner.tell(listener -> listener.replicaDraining(id, pid(), reason));
    tools.door().left(member);
    replica.drain(reason);
  }

  void kill() {
    replica.kill();
  }

  private void exited(ReplicaExit how) {
    exit = replica.ended(how);
    state = state.next(SlotEvent.EXITED);
    tools.vertx().cancelTimer(readyTimer);
    tools.door().giveBackMember(member);
    owner.exited(this);
  }

  Future<Void> write(String line) {
    return replica.write(line);
  }

  boolean isConnected() {
    return replica.isConnected();
  }

  ReplicaWatch watch() {
    return replica.watch();
  }

  BusCalls busCalls() {
    return replica.busCalls();
  }

  /** Whether it was asked to leave. */
  boolean isLeaving() {
    return replica.isDraining();
  }

  SlotState state() {
    return state;
  }

  Launch launch() {
    return launch;
  }

  long pid() {
    return replica.pid();
  }

  long spawnedAt() {
    return replica.spawnedAt();
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - replica.spawnedAt());
  }

  /** How it ended; null before. */
  ReplicaExit exit() {
    return exit;
  }

  /** Why it is no use; call it when it has ended. */
  ReplicaFailure failure() {
    return notes.after(exit);
  }
}
