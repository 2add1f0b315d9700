/**
 * When something that ended may start again: {@link dev.drover.restart.RestartWindow} and {@link
 * dev.drover.restart.Backoff}, pure decisions with time as an argument, for replicas and for child
 * processes alike.
 */
package dev.drover.restart;
