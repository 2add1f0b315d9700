package dev.drover.process;

import static dev.drover.process.ErrnoException.check;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Makes and duplicates descriptors; all are closed on exec. */
final class Descriptors {
  private static final int RIGHTS_OF_NEW_FILES = 0666;

  /** In struct stat of 64-bit Linux. */
  private static final int INODE = 8;

  /** In struct pollfd. */
  private static final int RETURNED_EVENTS = 6;

  private Descriptors() {}

  /** The reading end, then the writing end. */
  static int[] pipe() throws ErrnoException {
    try (NativeBlock block = new NativeBlock(16)) {
      long pair = block.take(8);
      check("pipe2", Libc.pipe2(pair, Libc.O_CLOEXEC));
      return new int[] {block.getInt(pair), block.getInt(pair + 4)};
    }
  }

  static int[] socketPair() throws ErrnoException {
    try (NativeBlock block = new NativeBlock(16)) {
      long pair = block.take(8);
      int type = Libc.SOCK_STREAM | Libc.O_CLOEXEC;
      check("socketpair", Libc.socketpair(Libc.AF_UNIX, type, 0, pair));
      return new int[] {block.getInt(pair), block.getInt(pair + 4)};
    }
  }

  static int open(String path, int flags) throws ErrnoException {
    byte[] name = NativeBlock.bytes(path);
    try (NativeBlock block = new NativeBlock(name.length + 16L)) {
      int descriptor = Libc.open(block.string(name), flags | Libc.O_CLOEXEC, RIGHTS_OF_NEW_FILES);
      return check("open " + path, descriptor);
    }
  }

  static int open(Path path, Stdio.FileMode mode) throws ErrnoException {
    int flags =
        switch (mode) {
          case READ -> Libc.O_RDONLY;
          case TRUNCATE -> Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC;
          case APPEND -> Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND;
        };
    return open(path.toAbsolutePath().toString(), flags);
  }

  /**
   * The same pipe under a new number that blocks: O_NONBLOCK belongs to what dup shares, and a
   * child that finds its stdio not blocking loses output.
   */
  static int reopen(int descriptor, int flags) throws ErrnoException {
    return open("/proc/self/fd/" + descriptor, flags);
  }

  /** The reading end of a pipe that holds these bytes and nothing after; they must fit into it. */
  static int pipeHolding(List<ByteBuffer> chunks) throws IOException {
    int[] pipe = pipe();
    FileDescriptor writer = new FileDescriptor(pipe[1]);
    try {
      for (ByteBuffer chunk : chunks) {
        ByteBuffer direct = ByteBuffer.allocateDirect(chunk.remaining()).put(chunk).flip();
        for (int at = 0; at < direct.limit(); ) {
          at += writer.write(direct, at, direct.limit());
        }
      }
      return pipe[0];
    } catch (IOException e) {
      Libc.close(pipe[0]);
      throw e;
    } finally {
      writer.close();
    }
  }

  /** At {@code lowest} or above. */
  static int duplicate(int descriptor, int lowest) throws ErrnoException {
    return check("dup " + descriptor, Libc.fcntl(descriptor, Libc.F_DUPFD_CLOEXEC, lowest));
  }

  /** The number in a pipe's name. */
  static long inode(int descriptor) {
    try (NativeBlock block = new NativeBlock(Libc.SIZEOF_STAT + 16L)) {
      long stat = block.take(Libc.SIZEOF_STAT);
      Libc.fstat(descriptor, stat);
      return block.getLong(stat + INODE);
    }
  }

  /** Whether a pipe has no writer any more. */
  static boolean hungUp(int descriptor) {
    try (NativeBlock block = new NativeBlock(Libc.SIZEOF_POLLFD)) {
      long entry = block.take(Libc.SIZEOF_POLLFD);
      block.setInt(entry, descriptor);
      Libc.poll(entry, 1, 0);
      return (block.getShort(entry + RETURNED_EVENTS) & Libc.POLLHUP) != 0;
    }
  }

  static void setNonBlocking(int descriptor) throws ErrnoException {
    // F_SETFL ignores the access mode.
    check("fcntl", Libc.fcntl(descriptor, Libc.F_SETFL, Libc.O_NONBLOCK));
  }
}
