/**
 * The event bus between JVMs: who may enter the cluster when ({@link dev.drover.cluster.JoinPlan},
 * on the supervisor's side), how a member enters, and how it leaves without losing a message
 * ({@link dev.drover.cluster.DroverClusterManager}, on the replica's). The only package that knows
 * Hazelcast.
 */
package dev.drover.cluster;
