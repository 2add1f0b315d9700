/** What runs inside a supervised JVM, and the words it exchanges with its supervisor. */
package dev.drover.replica;
