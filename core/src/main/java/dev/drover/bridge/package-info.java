/**
 * Any program as an event-bus endpoint: verticles that stand for a child process, for a set of
 * allowed commands, and for a child that speaks on the bus itself.
 *
 * <p>What goes wrong reaches the one who asked as a {@link io.vertx.core.eventbus.ReplyException}
 * whose code {@link dev.drover.bridge.BridgeFailure} names.
 */
package dev.drover.bridge;
