package dev.drover.supervisor;

import dev.drover.process.ExitStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Starts nothing; tests decide when a replica ends. */
final class FakeReplicaSpawner implements ReplicaSpawner {
  final List<Fake> spawned = new ArrayList<>();
  boolean refuses;

  @Override
  public Future<ReplicaProcess> spawn(
      ReplicaIdentity identity, BiConsumer<SupervisorListener.Stream, String> output) {
    if (refuses) {
      return Future.failedFuture("no more processes");
    }
    Fake fake = new Fake(1_000_000_000L + spawned.size(), identity, output);
    spawned.add(fake);
    return Future.succeededFuture(fake);
  }

  Fake last() {
    return spawned.get(spawned.size() - 1);
  }

  /** A replica that does only what it is told. */
  static final class Fake implements ReplicaProcess {
    final ReplicaIdentity identity;
    final BiConsumer<SupervisorListener.Stream, String> output;
    final Promise<ExitStatus> end = Promise.promise();
    final Promise<Void> terminated = Promise.promise();
    final Promise<Void> killed = Promise.promise();
    private final long pid;

    Fake(long pid, ReplicaIdentity identity, BiConsumer<SupervisorListener.Stream, String> output) {
      this.pid = pid;
      this.identity = identity;
      this.output = output;
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public Future<ExitStatus> ended() {
      return end.future();
    }

    @Override
    public void terminate() {
      terminated.tryComplete();
    }

    @Override
    public void kill() {
      killed.tryComplete();
    }
  }
}
