package dev.drover.process;

import static dev.drover.process.ErrnoException.check;

import dev.drover.process.Child.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A child by a descriptor that can never mean another process, whatever becomes of its number.
 * Thread-safe.
 */
final class PidFd {
  private static final int CODE_SHIFT = 8;
  private static final int CODE_MASK = 0xff;
  private static final int SIGNAL_MASK = 0x7f;
  // struct rusage on 64-bit Linux.
  private static final int SYSTEM_TIME = 16;
  private static final int MAX_RSS = 32;

  /** This JVM's own peak in KiB when it was last asked for: it never falls, and asking is slow. */
  private static volatile long largestSeen;

  private final int pid;
  private final int descriptor;
  private final boolean leadsGroup;
  private final boolean killsRestOfGroup;
  private final Runnable beforeReap;
  private boolean reaped;
  private boolean closed;

  /**
   * @param leadsGroup whether the child has a process group of its own
   * @param killsRestOfGroup whether the group ends with the child
   * @param beforeReap runs while the pid is still the child's, perhaps more than once
   */
  PidFd(int pid, boolean leadsGroup, boolean killsRestOfGroup, Runnable beforeReap)
      throws ErrnoException {
    this.pid = pid;
    this.leadsGroup = leadsGroup;
    this.killsRestOfGroup = killsRestOfGroup;
    this.beforeReap = beforeReap;
    descriptor = open(pid);
    OwnChildren.add(pid, this);
  }

  static int open(long pid) throws ErrnoException {
    return check("pidfd_open", (int) Libc.syscall(Libc.SYS_PIDFD_OPEN, pid, 0, 0, 0));
  }

  /** Whether the kernel has it: Linux 5.3, and nothing in the way. */
  static void probe() throws ErrnoException {
    Libc.close(open(ProcessHandle.current().pid()));
  }

  int pid() {
    return pid;
  }

  int descriptor() {
    return descriptor;
  }

  /** False when there was nobody to receive it. */
  synchronized boolean signal(Signal signal, boolean tree) {
    if (closed) {
      return false;
    }
    if (!tree) {
      return !reaped && send(descriptor, signal, 0);
    }
    return leadsGroup ? signalGroup(signal) : signalDescendants(signal);
  }

  static boolean send(int descriptor, Signal signal, long flags) {
    return Libc.syscall(Libc.SYS_PIDFD_SEND_SIGNAL, descriptor, signal.number(), 0, flags) == 0;
  }

  private boolean signalGroup(Signal signal) {
    if (send(descriptor, signal, Libc.PIDFD_SIGNAL_PROCESS_GROUP)) {
      return true;
    }
    // Before Linux 6.9 only the number is left, which is safe until the child is reaped.
    return !reaped && Libc.kill(-pid, signal.number()) == 0;
  }

  private boolean signalDescendants(Signal signal) {
    if (reaped) {
      return false;
    }
    try (Descendants descendants = new Descendants(pid, descriptor)) {
      descendants.send(signal);
      boolean sent = send(descriptor, signal, 0);
      send(descriptor, Signal.CONT, 0);
      return sent;
    }
  }

  /** What the system tells about the end; null before it. */
  synchronized Ended reap() throws IOException {
    try (NativeBlock block = new NativeBlock(Libc.SIZEOF_RUSAGE + Libc.SIZEOF_SIGINFO + 64L)) {
      long status = block.take(8);
      long usage = block.take(Libc.SIZEOF_RUSAGE);
      beforeReap.run();
      if (killsRestOfGroup && hasEnded(block)) {
        // As long as it is a zombie nobody else can have its number.
        Libc.kill(-pid, Signal.KILL.number());
      }
      int result = check("wait4", Libc.wait4(pid, status, Libc.WNOHANG, usage));
      if (result == 0) {
        return null;
      }
      reaped = true;
      OwnChildren.remove(pid, this);
      return new Ended(status(block.getInt(status)), Optional.of(usage(block, usage)));
    }
  }

  private boolean hasEnded(NativeBlock block) throws ErrnoException {
    long info = block.take(Libc.SIZEOF_SIGINFO);
    int options = Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT;
    check("waitid", Libc.waitid(Libc.P_PID, pid, info, options));
    return block.getInt(info) != 0;
  }

  private static ExitStatus status(int word) {
    int signal = word & SIGNAL_MASK;
    return signal == 0
        ? ExitStatus.code(word >> CODE_SHIFT & CODE_MASK)
        : ExitStatus.signal(Signal.of(signal));
  }

  private static ResourceUsage usage(NativeBlock block, long usage) {
    return new ResourceUsage(
        time(block, usage), time(block, usage + SYSTEM_TIME), peak(block.getLong(usage + MAX_RSS)));
  }

  private static Duration time(NativeBlock block, long timeval) {
    long seconds = block.getLong(timeval);
    long microseconds = block.getLong(timeval + 8);
    return Duration.ofSeconds(seconds, microseconds * 1_000);
  }

  /**
   * The kernel counts a child that was vforked as large as its parent was until it ran exec: a
   * figure below this JVM's own says nothing about the child.
   */
  private static OptionalLong peak(long kibibytes) {
    if (kibibytes <= largestSeen) {
      return OptionalLong.empty();
    }
    try (NativeBlock block = new NativeBlock(Libc.SIZEOF_RUSAGE + 16L)) {
      long own = block.take(Libc.SIZEOF_RUSAGE);
      Libc.getrusage(0, own);
      largestSeen = block.getLong(own + MAX_RSS);
      return kibibytes > largestSeen ? OptionalLong.of(kibibytes * 1024) : OptionalLong.empty();
    }
  }

  synchronized void close() {
    if (!closed) {
      closed = true;
      if (!reaped) {
        beforeReap.run();
        Abandoned.add(pid);
        OwnChildren.remove(pid, this);
      }
      Libc.close(descriptor);
    }
  }
}
