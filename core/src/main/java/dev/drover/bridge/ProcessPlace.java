package dev.drover.bridge;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.PrintStream;

/**
 * Where a child lives: what stays the same when it is replaced.
 *
 * @param instance from 1, among those of this Vert.x at the address
 * @param several whether others may be shown beside it
 */
record ProcessPlace(
    Vertx vertx,
    Context context,
    ProcessSpec spec,
    ChildGroup group,
    int instance,
    boolean several) {

  OutputSinks.Target target(String stream, long pid, PrintStream own) {
    DeliveryOptions headers =
        new DeliveryOptions()
            .addHeader("pid", Long.toString(pid))
            .addHeader("instance", Integer.toString(instance));
    String program = ProcessSpec.programName(spec.kind(), spec.command());
    String label = several ? program + "#" + instance + " | " : "";
    ShownOutput shown = spec.show() ? new ShownOutput(vertx, own, label) : null;
    return new OutputSinks.Target(spec.address() + "." + stream, headers, shown);
  }
}
