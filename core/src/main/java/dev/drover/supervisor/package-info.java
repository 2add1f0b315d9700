/** Starts, watches and replaces the replicas of a service, from the outside. */
package dev.drover.supervisor;
