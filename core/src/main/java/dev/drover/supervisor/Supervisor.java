package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Keeps the replicas of a service alive. */
public final class Supervisor {

  private Supervisor() {}

  /** Starts nothing yet. */
  public static Supervisor create(Vertx vertx, ServiceConfig config) {
    throw new IllegalStateException("skeleton");
  }

  /** Adds a listener; call it before {@link #start}. */
  public Supervisor listener(SupervisorListener listener) {
    throw new IllegalStateException("skeleton");
  }

  /** Starts the replicas; completes when every slot is ready or failed, fails when all failed. */
  public Future<Void> start() {
    throw new IllegalStateException("skeleton");
  }

  /** Drains all replicas at once; completes when the last has exited. */
  public Future<Void> stop() {
    throw new IllegalStateException("skeleton");
  }

  /** Kills what a {@link #stop} has not ended yet; completes when the last has exited. */
  public Future<Void> kill() {
    throw new IllegalStateException("skeleton");
  }

  /** Succeeds after a {@link #stop}; fails when every slot has failed. */
  public Future<Void> ended() {
    throw new IllegalStateException("skeleton");
  }

  /** May be called on any thread. */
  public SupervisorStatus status() {
    throw new IllegalStateException("skeleton");
  }
}
