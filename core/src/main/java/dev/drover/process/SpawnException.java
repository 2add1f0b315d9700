package dev.drover.process;

import java.io.IOException;

/** A child process that could not be started; nothing of it is left. */
public final class SpawnException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What a caller may want to tell apart. */
  public enum Reason {
    COMMAND_NOT_FOUND,
    DIRECTORY_NOT_FOUND,
    PERMISSION_DENIED,
    /** It is there, but no program: a script without a {@code #!} line, or for other hardware. */
    NOT_EXECUTABLE,
    /** A file that stdio names cannot be opened. */
    FILE_NOT_OPENED,
    ARGUMENTS_TOO_LONG,
    TOO_MANY_DESCRIPTORS,
    OUT_OF_RESOURCES,
    /** The back end in use lacks something the options ask for. */
    UNSUPPORTED,
    /** {@link SpawnOptions#cancellation()} had completed before the start. */
    CANCELLED,
    OTHER
  }

  private final Reason reason;
  private final String code;

  SpawnException(Reason reason, String code, String message) {
    this(reason, code, message, null);
  }

  SpawnException(Reason reason, String code, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.code = code;
  }

  public Reason reason() {
    return reason;
  }

  /** The system's name of the error, {@code ENOENT}; empty where it gave none. */
  public String code() {
    return code;
  }
}
