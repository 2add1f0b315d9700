package dev.drover.config;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.VertxOptions;

/** How Vert.x is built and the verticle deployed, once everything that has a say was heard. */
public record ResolvedOptions(VertxOptions vertx, DeploymentOptions deployment) {}
