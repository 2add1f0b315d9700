package dev.drover.process;

import java.time.Duration;
import java.util.Optional;

/**
 * A child process that ran to its end.
 *
 * @param stdout empty when it was no pipe
 * @param stderr empty when it was no pipe
 * @param duration from the start to the exit
 * @param usage empty where the platform does not tell
 */
public record ProcessResult(
    ExitStatus exit,
    Output stdout,
    Output stderr,
    Duration duration,
    Optional<ResourceUsage> usage) {}
