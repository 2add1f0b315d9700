package dev.drover.process;

import com.sun.jna.Native;

/**
 * The C library's entry points that Drover needs, mapped directly. Pointers travel as {@code long}:
 * 64-bit systems only. fcntl, open and syscall are variadic in C, which is harmless on Linux'
 * calling conventions.
 *
 * <p>Loading this class fails with an {@link UnsatisfiedLinkError} where one is missing, such as
 * {@code addclosefrom_np} before glibc 2.34 and in musl.
 */
final class Libc {
  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_TRUNC = 0x200;
  static final int O_APPEND = 0x400;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int F_SETFL = 4;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int F_SETPIPE_SZ = 1031;
  static final int AF_UNIX = 1;
  static final int SOCK_STREAM = 1;
  static final int WNOHANG = 1;
  static final int WEXITED = 4;
  static final int WNOWAIT = 0x1000000;
  static final int P_PID = 1;
  static final int POLLHUP = 0x10;

  static final short SPAWN_SETPGROUP = 0x02;
  static final short SPAWN_SETSIGDEF = 0x04;
  static final short SPAWN_SETSIGMASK = 0x08;
  static final short SPAWN_SETSID = 0x80;

  // 80, 336 and 128 bytes in glibc and musl; with room to spare.
  static final int SIZEOF_FILE_ACTIONS = 128;
  static final int SIZEOF_ATTR = 512;
  static final int SIZEOF_SIGSET = 128;
  static final int SIZEOF_RUSAGE = 272;
  static final int SIZEOF_SIGINFO = 128;
  static final int SIZEOF_STAT = 256;
  static final int SIZEOF_POLLFD = 8;

  // The same numbers on every architecture since they are newer than the unified table.
  static final long SYS_PIDFD_SEND_SIGNAL = 424;
  static final long SYS_PIDFD_OPEN = 434;

  /** Linux 6.9. */
  static final long PIDFD_SIGNAL_PROCESS_GROUP = 4;

  static {
    Native.register(Libc.class, (String) null);
  }

  private Libc() {}

  static native int pipe2(long descriptors, int flags);

  static native int socketpair(int domain, int type, int protocol, long descriptors);

  static native int open(long path, int flags, int mode);

  static native int fstat(int descriptor, long stat);

  static native int fcntl(int descriptor, int command, int argument);

  static native int close(int descriptor);

  static native int poll(long entries, long count, int timeout);

  static native int kill(int pid, int signal);

  static native int wait4(int pid, long status, int options, long usage);

  static native int waitid(int type, int id, long info, int options);

  static native int geteuid();

  static native int getegid();

  static native int getrusage(int who, long usage);

  static native long syscall(long number, long first, long second, long third, long fourth);

  static native int posix_spawn(
      long pid, long path, long actions, long attributes, long argv, long envp);

  static native int posix_spawn_file_actions_init(long actions);

  static native int posix_spawn_file_actions_destroy(long actions);

  static native int posix_spawn_file_actions_adddup2(long actions, int from, int to);

  static native int posix_spawn_file_actions_addchdir_np(long actions, long path);

  static native int posix_spawn_file_actions_addclosefrom_np(long actions, int from);

  static native int posix_spawnattr_init(long attributes);

  static native int posix_spawnattr_destroy(long attributes);

  static native int posix_spawnattr_setflags(long attributes, short flags);

  static native int posix_spawnattr_setpgroup(long attributes, int group);

  static native int posix_spawnattr_setsigmask(long attributes, long set);

  static native int posix_spawnattr_setsigdefault(long attributes, long set);

  /** The error of this thread's last call. */
  static int errno() {
    return Native.getLastError();
  }
}
