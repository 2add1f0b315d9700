/**
 * The subjects of {@code bench/process.sh} that run on a JVM: one class each, the same rows, one
 * line of results.
 */
package dev.drover.bench.process;
