package dev.drover.socket;

import com.sun.jna.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** What Netty cannot do with a descriptor that it has not made. Loading fails off Linux. */
final class Fcntl {
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;
  private static final int O_NONBLOCK = 0x800;
  private static final int FIRST_OF_OURS = 3;

  static {
    Native.register(Fcntl.class, (String) null);
  }

  private Fcntl() {}

  // Variadic in C, which is harmless on Linux' calling conventions.
  private static native int fcntl(int descriptor, int command, int argument);

  /** Its reads and accepts no longer wait, for whoever shares it; our children do not get it. */
  static void makeOurs(int descriptor) throws IOException {
    int flags = check(fcntl(descriptor, F_GETFL, 0), descriptor);
    check(fcntl(descriptor, F_SETFL, flags | O_NONBLOCK), descriptor);
    check(fcntl(descriptor, F_SETFD, FD_CLOEXEC), descriptor);
  }

  /** Another descriptor of the same open file. */
  static FileDescriptor duplicate(int descriptor) throws IOException {
    return new FileDescriptor(check(fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_OF_OURS), descriptor));
  }

  private static int check(int result, int descriptor) throws IOException {
    if (result < 0) {
      throw new IOException(
          "descriptor " + descriptor + " cannot be used, errno " + Native.getLastError());
    }
    return result;
  }
}
