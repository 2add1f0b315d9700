package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What one of a child's descriptors is connected to. The place in {@link SpawnOptions#stdio()} is
 * the number of the descriptor: 0 is stdin, 1 stdout, 2 stderr, more may follow.
 */
public sealed interface Stdio {

  /** Which way bytes go through a pipe. */
  enum Direction {
    /** The child reads. */
    INPUT,
    /** The child writes. */
    OUTPUT,
    /** Both, through a socket. */
    DUPLEX
  }

  /** How a file is opened. */
  enum FileMode {
    READ,
    /** For writing; emptied first, created when missing. */
    TRUNCATE,
    /** For writing at the end; created when missing. */
    APPEND
  }

  record Pipe(Direction direction) implements Stdio {}

  record Ignore() implements Stdio {}

  /**
   * @param descriptor of this JVM
   */
  record Inherit(int descriptor) implements Stdio {}

  record File(Path path, FileMode mode) implements Stdio {}

  /** See {@link Stdio#channel()}. */
  record Messages() implements Stdio {}

  /** The reading end of another child's output, handed over. */
  record From(ChildOutput output) implements Stdio {}

  /** The reading end of another child's output, shared. */
  record Shared(ChildOutput output) implements Stdio {}

  /** The writing end of another child's input, shared. */
  record To(WriteStream<Buffer> input) implements Stdio {}

  /** A stream of the parent's. On descriptors from 3 on it goes both ways. */
  static Stdio pipe() {
    return new Pipe(null);
  }

  static Stdio pipe(Direction direction) {
    return new Pipe(Objects.requireNonNull(direction, "direction"));
  }

  /** {@code /dev/null}. */
  static Stdio ignore() {
    return new Ignore();
  }

  /** The parent's descriptor of the same number. */
  static Stdio inherit() {
    return new Inherit(-1);
  }

  /**
   * One of the parent's descriptors.
   *
   * @throws IllegalArgumentException for a negative one
   */
  static Stdio inherit(int descriptor) {
    if (descriptor < 0) {
      throw new IllegalArgumentException("stdio descriptor must be >= 0, was " + descriptor);
    }
    return new Inherit(descriptor);
  }

  /** A file to read from. */
  static Stdio read(Path file) {
    return new File(path(file), FileMode.READ);
  }

  /** A file to write to, emptied first. */
  static Stdio truncate(Path file) {
    return new File(path(file), FileMode.TRUNCATE);
  }

  /** A file to append to. */
  static Stdio append(Path file) {
    return new File(path(file), FileMode.APPEND);
  }

  private static Path path(Path file) {
    Checks.text("stdio file", Objects.requireNonNull(file, "stdio file").toString());
    return file;
  }

  /**
   * The output of another child: its bytes go from child to child through the kernel and never into
   * this JVM. The output is handed over: it ends here, at once, without data. It must not have had
   * a handler before.
   */
  static Stdio from(ChildOutput output) {
    return new From(Objects.requireNonNull(output, "stdio output"));
  }

  /**
   * As {@link #from}, but this JVM keeps the output and may share it again, or read what the other
   * child has left: each byte goes to whoever reads it first. So the first child gets no SIGPIPE
   * when the other ends, and closes only after this JVM has read to the end.
   */
  static Stdio share(ChildOutput output) {
    return new Shared(Objects.requireNonNull(output, "stdio output"));
  }

  /**
   * The {@link ChildProcess#stdin()} of another child. It is shared: the other child reads to its
   * end only after this JVM has called {@code end()} on it too.
   */
  static Stdio to(WriteStream<Buffer> input) {
    return new To(Objects.requireNonNull(input, "stdio input"));
  }

  /** A {@link Channel}; a child has one at most. */
  static Stdio channel() {
    return new Messages();
  }
}
