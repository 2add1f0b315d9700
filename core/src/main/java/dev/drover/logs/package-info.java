/**
 * What replicas write, in files: {@link dev.drover.logs.ReplicaLogs} writes them, {@link
 * dev.drover.logs.LogReader} reads them, also when their supervisor is gone.
 */
package dev.drover.logs;
