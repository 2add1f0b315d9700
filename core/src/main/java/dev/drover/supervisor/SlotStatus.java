package dev.drover.supervisor;

import java.time.Duration;

/**
 * One slot at one moment.
 *
 * @param pid of the replica that serves, or -1 when there is none
 * @param uptime since it was spawned; zero when there is none
 * @param restarts since the service was started
 * @param lastExit how the slot's last replica ended, or null
 * @param generation of the replica that serves, or would: 1, and one more with each reload that was
 *     tried
 * @param nextPid of the replica that is to replace it, while one is; else -1
 * @param stats how the replica that serves is; null when there is none, or it has not told yet
 * @param instances of the verticle in the replica that serves; 0 where that is not known
 */
public record SlotStatus(
    SlotId id,
    SlotState state,
    long pid,
    Duration uptime,
    int restarts,
    ReplicaExit lastExit,
    int generation,
    long nextPid,
    ReplicaStats stats,
    int instances) {}
