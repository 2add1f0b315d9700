/**
 * Child processes: {@link dev.drover.process.ChildProcess} spawns a command, runs shell text or a
 * file to its end, as Node's {@code child_process} does, with true backpressure and the truth about
 * how a child ended.
 *
 * <p>Two back ends stand behind one interface: on Linux {@code posix_spawn} with pipes and a pidfd
 * on the event loop, elsewhere (or with {@code -Ddrover.process=jdk}) the JDK's own.
 */
package dev.drover.process;
