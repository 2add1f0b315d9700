/** The command line: commands over {@code dev.drover.supervisor}, and the console they write to. */
package dev.drover.launcher;
