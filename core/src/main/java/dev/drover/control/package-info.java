/**
 * What a tool may ask of a running supervisor: a unix socket that only the supervisor's user can
 * reach, and the protocol spoken there, which {@code docs/CONTROL.md} describes for other tools.
 */
package dev.drover.control;
