package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * A child process at an address {@code A} of the event bus, kept alive. With several instances, of
 * one deployment or of many, in one JVM or a cluster's, each has a child; they share the address.
 *
 * <table>
 * <caption>Addresses</caption>
 * <tr><td>{@code A}</td><td>A request is told to a child that is ready, and its answer is the reply;
 * a message that is sent is told as it is; what is published is told to every child. A forked child
 * gets it over its channel, any other on stdin.</td></tr>
 * <tr><td>{@code A.stdin}</td><td>Written to stdin; the reply to a request comes when the system has
 * taken it. A header {@code end} ends it.</td></tr>
 * <tr><td>{@code A.stdout}, {@code A.stderr}</td><td>What the child writes, published; with headers
 * {@code pid} and {@code instance}.</td></tr>
 * <tr><td>{@code A.stdout.credit}, {@code A.stderr.credit}</td><td>Where a {@link BridgeStream} is
 * opened.</td></tr>
 * <tr><td>{@code A.messages}</td><td>Messages of a forked child that are no answers, published. Not
 * on {@code A}: who listens there would take requests away from the children.</td></tr>
 * <tr><td>{@code A.events}</td><td>What happens to the child, as JSON.</td></tr>
 * </table>
 *
 * <p><b>Requests.</b> A child with JSON in and out, or a forked one, gets {@code {"id": 7, "body":
 * ..., "headers": {...}}} and answers, in any order, {@code {"id": 7, "body": ...}} or {@code
 * {"id": 7, "error": {"code": 4, "message": "no such file"}}}, which fails the request with that
 * code (500 if there is none). A child with lines, or frames, in and out gets the body and writes
 * one line, or frame, for each, in their order. Of several children the ready one with the fewest
 * requests is asked. A request fails with the code of a {@link BridgeFailure}: {@code CHILD_EXITED}
 * at once when the child ends with it, {@code TIMED_OUT}, {@code QUEUE_FULL}, {@code NO_CHILD}.
 * Requests wait, within their time, while all children of the JVM are busy or being restarted.
 * Answers that come late or to no request are dropped and told as events.
 *
 * <p><b>A child that speaks on the bus.</b> With {@code bus} in its configuration a forked child
 * sends, asks, registers and answers by itself, as {@link BusChannel} says; it may reach {@code A}
 * and what its permissions name, and the verticle does not listen on {@code A} for it.
 *
 * <p><b>Events</b> are {@code {"event": NAME, "address": A, "instance": N, ...}}: {@code spawn} and
 * {@code ready} with a pid; {@code exit} with a pid and code or signal; {@code close} when its
 * output has ended, too; {@code restart} with the delay; {@code ended} when its rule wants no
 * restart; {@code failed} when it ended too often; {@code error} with a message and one of the
 * codes {@code NOT_READY}, {@code SPAWN_FAILED}, {@code BAD_OUTPUT}, {@code UNEXPECTED_ANSWER},
 * {@code CONSUMER_LOST}, {@code DROPPED}. Neither the environment nor the arguments of a child are
 * ever told or logged.
 *
 * <p><b>Life.</b> Deployment succeeds when the child is ready, and fails when it cannot be started,
 * ends before it is ready or is not ready in time. Undeployment takes no more requests, waits for
 * those in flight for the drain time, then sends SIGTERM to the child and all it has started, and
 * SIGKILL when the grace is over. A child whose output breaks a rule (a line too long, no JSON) is
 * stopped, and counts as crashed.
 */
public final class ProcessVerticle extends VerticleBase {
  private final ProcessSpecReader.Named named;
  private ProcessSpec spec;
  private ProcessKeeper keeper;
  private Endpoints endpoints;

  /** Takes everything from the deployment's configuration, see {@link ProcessSpec#fromJson}. */
  public ProcessVerticle() {
    named = null;
  }

  /** Takes nothing from the deployment's configuration. */
  public ProcessVerticle(ProcessSpec spec) {
    named = null;
    this.spec = spec;
  }

  /** The command is the verticle's name, the rest is configuration. */
  ProcessVerticle(String name, ProcessSpec.Kind kind, List<String> command) {
    named = new ProcessSpecReader.Named(name, kind, command);
  }

  /**
   * Completes when no instance at an address in this JVM will have a child again and the output of
   * the last has gone out: empty when each ended with code 0, else why one did not. Fails when
   * there is no instance.
   */
  public static Future<String> ended(Vertx vertx, String address) {
    ChildGroup group = ChildGroup.at(vertx, address);
    return group == null
        ? Future.failedFuture("there is no child process at " + address)
        : group.ended();
  }

  @Override
  public Future<?> start() {
    if (spec == null) {
      spec = ProcessSpecReader.read(config(), named);
    }
    ChildGroup group = ChildGroup.join(vertx, spec.address(), spec.requests().queue());
    boolean several = context.getInstanceCount() > 1;
    ProcessPlace place = new ProcessPlace(vertx, context, spec, group, group.nextNumber(), several);
    ProcessEvents events = new ProcessEvents(vertx, spec, place.instance());
    keeper = new ProcessKeeper(place, events);
    endpoints = new Endpoints(place, events, keeper);
    return keeper
        .start()
        .compose(ready -> endpoints.open())
        .onFailure(failure -> group.leave(false));
  }

  @Override
  public Future<?> stop() {
    return endpoints.close().eventually(keeper::stop);
  }
}
