/**
 * One port, any number of JVMs: the supervisor's listening sockets ({@link
 * dev.drover.socket.SharedPorts}) and the adoption of them by the servers of a replica ({@link
 * dev.drover.socket.ServerSockets}).
 *
 * <p>The supervisor binds each address once per slot (SO_REUSEPORT), steers the kernel's choice to
 * the slots that have a live replica and forwards what queued at the others. A replica's server
 * asks for its slot's socket over a unix socket when the application calls {@code listen}.
 */
package dev.drover.socket;
