/**
 * What {@code bench/cluster.sh} measures: the event bus across JVMs, with Drover's replicas and
 * with plain clustered Vert.x. {@link dev.drover.bench.cluster.ClusterBench} is the program; it
 * tells the members, JVMs of their own, what to do.
 */
package dev.drover.bench.cluster;
