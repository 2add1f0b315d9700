package dev.drover.config;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.VertxOptions;

/**
 * How Vert.x is built and the verticle deployed, once everything that has a say was heard.
 *
 * @param loopsSaid whether something says how many event loops there are; else they are as many as
 *     instances
 */
public record ResolvedOptions(
    VertxOptions vertx, DeploymentOptions deployment, boolean loopsSaid) {}
