package dev.drover.process;

import java.io.IOException;

/** A call of the C library that failed. */
final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1L;

  final int errno;

  ErrnoException(String call, int errno) {
    super(call + " failed: " + Errno.name(errno));
    this.errno = errno;
  }

  /** The result of a call that returns -1 on failure. */
  static int check(String call, int result) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, Libc.errno());
    }
    return result;
  }

  /** For the calls that return the error itself. */
  static void checkZero(String call, int errno) throws ErrnoException {
    if (errno != 0) {
      throw new ErrnoException(call, errno);
    }
  }
}
