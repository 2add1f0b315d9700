package dev.drover.replica;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.deployment.DeploymentContext;
import io.vertx.core.internal.deployment.DeploymentManager;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** One deployed copy of the verticle, and what it has deployed itself. */
record Instance(DeploymentContext deployment) {

  String id() {
    return deployment.id();
  }

  /** The event loop of the verticle itself. */
  EventLoop loop() {
    Context own = deployment.deployment().contexts().iterator().next();
    return ((ContextInternal) own).nettyEventLoop();
  }

  Set<Context> contexts(DeploymentManager manager) {
    Set<Context> all = new LinkedHashSet<>();
    add(deployment, manager, all);
    return all;
  }

  private static void add(DeploymentContext one, DeploymentManager manager, Set<Context> all) {
    all.addAll(one.deployment().contexts());
    for (DeploymentContext other : manager.deployments()) {
      if (other.isChild() && isChildOf(one, other)) {
        add(other, manager, all);
      }
    }
  }

  /** There is no other way to ask. */
  private static boolean isChildOf(DeploymentContext parent, DeploymentContext child) {
    return parent.removeChild(child) && parent.addChild(child);
  }

  /** All event loops that it uses. */
  Set<EventLoop> loops(DeploymentManager manager) {
    return contexts(manager).stream()
        .map(context -> ((ContextInternal) context).nettyEventLoop())
        .collect(Collectors.toSet());
  }
}
