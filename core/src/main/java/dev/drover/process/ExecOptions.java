package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a command runs to its end and what is kept of its output.
 *
 * @param spawn how it is started; its stdin is empty unless {@code input} is given
 * @param maxBuffer bytes kept of stdout, and as many of stderr; at least 0
 * @param overflow what happens at one byte more
 * @param encoding that the output's text is decoded with
 * @param input what is written to stdin; may be empty
 * @param spillDirectory where {@link Overflow#SPILL} makes its files; by default the system's
 *     directory for temporary ones
 */
public record ExecOptions(
    SpawnOptions spawn,
    long maxBuffer,
    Overflow overflow,
    Charset encoding,
    Buffer input,
    Path spillDirectory) {

  /** What happens when a stream brings more than {@code maxBuffer}. */
  public enum Overflow {
    /** The command is killed and the result is a failure that carries what was kept. */
    FAIL,
    /** The rest is dropped and the command runs on. */
    TRUNCATE,
    /**
     * All of the stream, from its first byte on, goes to a file ({@link Output#file()}) that only
     * this user may read, and the command runs on. The file is the caller's to delete.
     */
    SPILL
  }

  /** Node's: 1 MiB, then failure; UTF-8. */
  public static final ExecOptions DEFAULTS = of(SpawnOptions.DEFAULTS);

  public ExecOptions {
    Objects.requireNonNull(spawn, "spawn");
    Objects.requireNonNull(overflow, "overflow");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(input, "input");
    Checks.text("spillDirectory", spillDirectory.toString());
    if (maxBuffer < 0 || maxBuffer > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "maxBuffer must be from 0 to " + Integer.MAX_VALUE + " bytes, was " + maxBuffer);
    }
  }

  public static ExecOptions of(SpawnOptions spawn) {
    return new ExecOptions(
        spawn,
        1 << 20,
        Overflow.FAIL,
        StandardCharsets.UTF_8,
        Buffer.buffer(),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  public ExecOptions withSpawn(SpawnOptions newSpawn) {
    return new ExecOptions(newSpawn, maxBuffer, overflow, encoding, input, spillDirectory);
  }

  public ExecOptions withMaxBuffer(long newMaxBuffer) {
    return new ExecOptions(spawn, newMaxBuffer, overflow, encoding, input, spillDirectory);
  }

  public ExecOptions withOverflow(Overflow newOverflow) {
    return new ExecOptions(spawn, maxBuffer, newOverflow, encoding, input, spillDirectory);
  }

  public ExecOptions withEncoding(Charset newEncoding) {
    return new ExecOptions(spawn, maxBuffer, overflow, newEncoding, input, spillDirectory);
  }

  public ExecOptions withInput(Buffer newInput) {
    return new ExecOptions(spawn, maxBuffer, overflow, encoding, newInput, spillDirectory);
  }

  public ExecOptions withSpillDirectory(Path newSpillDirectory) {
    return new ExecOptions(spawn, maxBuffer, overflow, encoding, input, newSpillDirectory);
  }
}
