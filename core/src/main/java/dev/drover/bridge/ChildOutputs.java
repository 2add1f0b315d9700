package dev.drover.bridge;

import dev.drover.process.ChildOutput;
import dev.drover.process.ChildProcess;
import dev.drover.process.Signal;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Stdout and stderr of one child, as far as they are not ignored. On its context. */
final class ChildOutputs {
  private final ProcessPlace place;
  private final ProcessEvents events;
  private final ChildProcess child;
  private final Consumer<String> offence;
  private final Map<String, OutputFlow> flows = new LinkedHashMap<>();

  /**
   * @param offence told what a child wrote that it must not
   */
  ChildOutputs(
      ProcessPlace place, ProcessEvents events, ChildProcess child, Consumer<String> offence) {
    this.place = place;
    this.events = events;
    this.child = child;
    this.offence = offence;
  }

  /**
   * @param taken sees every item first; what it returns true for goes no further
   */
  ChildOutputs stdout(Predicate<Object> taken) {
    OutputSpec spec = place.spec().stdout();
    if (spec.mode() != StreamMode.IGNORE) {
      flows.put("stdout", flow("stdout", spec, child.stdout(), taken, System.out));
    }
    return this;
  }

  /** As {@link #stdout}. */
  ChildOutputs stderr(Predicate<Object> taken) {
    OutputSpec spec = place.spec().stderr();
    if (spec.mode() != StreamMode.IGNORE) {
      flows.put("stderr", flow("stderr", spec, child.stderr(), taken, System.err));
    }
    return this;
  }

  private OutputFlow flow(
      String name, OutputSpec spec, ChildOutput source, Predicate<Object> taken, PrintStream own) {
    OutputFlow.Owner owner =
        new OutputFlow.Owner() {
          @Override
          public void offended(BadOutputException bad) {
            offence.accept(name + " had " + bad.getMessage());
          }

          @Override
          public void consumerLost(String why) {
            events.error("CONSUMER_LOST", "a reader of " + name + " is gone: " + why);
          }
        };
    OutputSinks.Target target = place.target(name, child.pid(), own);
    return new OutputFlow(place.vertx(), spec, source, new OutputFlow.Sides(taken, owner, target));
  }

  void begin() {
    flows.values().forEach(OutputFlow::begin);
  }

  /** The one that somebody wants to read by credit; null for one that is ignored. */
  OutputFlow flow(String name) {
    return flows.get(name);
  }

  /**
   * Of a child that is gone: ends what it has left behind.
   *
   * @return completes when its output has gone out. Who reads by credit may take his time; where
   *     output is only published the end of it is waited for no longer than the grace
   */
  Future<Void> settle() {
    child.killTree(Signal.KILL);
    long grace = place.spec().stop().grace().toMillis();
    long timer = place.vertx().setTimer(grace, id -> abandonUnread());
    return Future.join(flows.values().stream().map(OutputFlow::done).toList())
        .<Void>mapEmpty()
        .onComplete(settled -> place.vertx().cancelTimer(timer));
  }

  /** Somebody else, who outlived even the group, still holds a pipe. */
  private void abandonUnread() {
    for (OutputFlow flow : flows.values()) {
      if (flow.isOnlyPublished()) {
        flow.abandon("a process that outlived the child holds its output open");
      }
    }
  }

  /** What has not gone out never will. */
  void discard() {
    String why = place.spec().address() + " was undeployed";
    flows.values().forEach(flow -> flow.abandon(why));
  }
}
