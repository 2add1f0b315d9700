package dev.drover.supervisor;

import dev.drover.replica.Vitals;
import java.time.Duration;

/**
 * How a replica is, by its last two beats.
 *
 * @param cpuPercent of one CPU: 200 for two that are busy; -1 where the system does not tell
 * @param rssBytes resident memory; -1 where the system does not tell
 * @param heapUsedBytes garbage included
 * @param heapMaxBytes as {@code -Xmx} says
 * @param gcPercent of the time in which garbage collection stopped the application
 * @param eventLoops that run
 * @param lag of the slowest of them: from a task's being given to it until it runs
 * @param connections of clients, open now
 * @param requests that its HTTP servers have got since it started
 * @param requestsPerSecond of late
 * @param vitals that the last beat brought
 * @param debugged whether a debugger may stop it at any time
 */
public record ReplicaStats(
    double cpuPercent,
    long rssBytes,
    long heapUsedBytes,
    long heapMaxBytes,
    double gcPercent,
    int eventLoops,
    Duration lag,
    long connections,
    long requests,
    double requestsPerSecond,
    Vitals vitals,
    boolean debugged) {}
