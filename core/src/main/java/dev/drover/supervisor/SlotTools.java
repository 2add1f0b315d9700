package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import io.vertx.core.Vertx;

/**
 * What the slots of one service work with.
 *
 * @param door into the service's cluster
 */
record SlotTools(
    Vertx vertx,
    ServiceConfig config,
    ReplicaSpawner spawner,
    ClusterDoor door,
    Listeners listeners) {}
