package dev.drover.process;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a child process, and the children it waited for, took of the machine.
 *
 * @param user CPU time in its own code
 * @param system CPU time in the kernel
 * @param peakMemory bytes of memory resident at the most; empty where the system does not tell,
 *     which on Linux is when it was less than this JVM's own
 */
public record ResourceUsage(Duration user, Duration system, OptionalLong peakMemory) {}
