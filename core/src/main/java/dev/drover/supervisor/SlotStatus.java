package dev.drover.supervisor;

import java.time.Duration;

/**
 * One slot at one moment.
 *
 * @param pid of its replica, or -1 when there is none
 * @param uptime since its replica was spawned; zero when there is none
 * @param restarts since the supervisor started
 * @param lastExit how its last replica ended, or null
 */
public record SlotStatus(
    SlotId id, SlotState state, long pid, Duration uptime, int restarts, ReplicaExit lastExit) {}
