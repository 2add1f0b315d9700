package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;

/**
 * What the replicas of one generation are started with.
 *
 * @param generation 1, and one more with each reload that was tried
 * @param release gives back what this generation's replicas needed, once the last has ended; may
 *     block
 */
record Launch(int generation, ServiceConfig config, ReplicaSpawner spawner, Runnable release) {}
