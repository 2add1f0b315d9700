package dev.drover.socket;

import io.netty.util.concurrent.EventExecutor;
import java.util.function.LongSupplier;

/**
 * An event loop of some {@code Vertx}.
 *
 * @param thread that runs it
 * @param waitedNanos how long the thread has been ready to run while the system let others run,
 *     since it began; always 0 where the system does not tell. Reads a file of the kernel's
 */
public record RunningLoop(EventExecutor loop, Thread thread, LongSupplier waitedNanos) {}
