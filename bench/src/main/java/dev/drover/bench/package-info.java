/** What the scripts in {@code bench/} put under load. */
package dev.drover.bench;
