package dev.drover.process;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.internal.ContextInternal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Linux: posix_spawn, pipes and a pidfd, all on an epoll event loop. No thread per child. */
final class NativeBackend implements ProcessBackend {

  private final Set<Feature> features =
      Collections.unmodifiableSet(
          Credentials.isSupported()
              ? EnumSet.allOf(Feature.class)
              : EnumSet.complementOf(EnumSet.of(Feature.USER)));

  private NativeBackend() {}

  /**
   * @throws UnsupportedOperationException that says what is missing
   */
  static NativeBackend load() {
    String system = System.getProperty("os.name");
    if (!system.equals("Linux") || !System.getProperty("sun.arch.data.model", "64").equals("64")) {
      throw new UnsupportedOperationException("it is for 64-bit Linux, not for " + system);
    }
    if (!Epoll.isAvailable()) {
      throw new UnsupportedOperationException(
          "Netty's epoll is not available", Epoll.unavailabilityCause());
    }
    try {
      // The JDK then has undone an inherited SIGCHLD = SIG_IGN, under which there are no zombies,
      // and so no exit codes.
      ProcessHandle.current();
      PidFd.probe();
      loadRefusals();
      return new NativeBackend();
    } catch (ErrnoException | LinkageError e) {
      throw new UnsupportedOperationException(e.getMessage(), e);
    }
  }

  /** While their class files can be opened: once descriptors have run out it would be too late. */
  private static void loadRefusals() {
    ErrnoException exhausted = new ErrnoException("pipe2", Errno.EMFILE);
    StdioPlan.failure(0, exhausted);
    CommandPath.diagnose(SpawnRequest.of("true", List.of(), SpawnOptions.DEFAULTS), "", exhausted);
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public Set<Feature> features() {
    return features;
  }

  @Override
  public Child spawn(SpawnRequest request, ContextInternal context) throws SpawnException {
    Abandoned.reap();
    String file = CommandPath.resolve(request);
    ProcessLoop loop = ProcessLoop.of(context);
    try (StdioPlan stdio = StdioPlan.open(request.options().stdio())) {
      PidFd pidFd = spawn(request, file, stdio, guard(request.options(), stdio));
      NativeChild child = new NativeChild(context, loop, pidFd, stdio);
      stdio.keep();
      if (request.options().detached()) {
        loop.letGoAtEnd(child);
      } else {
        loop.keepOpenUntil(child.gone());
      }
      return child;
    }
  }

  /** Null for a child that is to outlive the JVM; one that may for a while needs no early guard. */
  private static Guard guard(SpawnOptions options, StdioPlan stdio) {
    if (options.detached()) {
      return null;
    }
    return Guard.announce(options.orphanGrace().isZero() ? stdio.pipeOfTheChild() : "");
  }

  private static PidFd spawn(SpawnRequest request, String file, StdioPlan stdio, Guard guard)
      throws SpawnException {
    Guard unused = guard;
    try {
      int pid = Credentials.run(request.options(), () -> PosixSpawn.spawn(request, file, stdio));
      PidFd started = adopt(pid, request.options(), guard);
      unused = null;
      return started;
    } catch (ErrnoException e) {
      throw CommandPath.diagnose(request, file, e);
    } finally {
      if (unused != null) {
        unused.release();
      }
    }
  }

  /** Nobody else reaps, so the pid is still the child's. */
  private static PidFd adopt(int pid, SpawnOptions options, Guard guard) throws ErrnoException {
    boolean leads = options.detached() || options.processGroup() != ProcessGroup.PARENT;
    if (guard != null) {
      guard.protect(pid, leads, options.orphanGrace());
    }
    try {
      return new PidFd(
          pid, leads, options.killGroupAtExit(), guard == null ? () -> {} : guard::release);
    } catch (ErrnoException e) {
      Libc.kill(pid, Signal.KILL.number());
      Libc.wait4(pid, 0, 0, 0);
      throw e;
    }
  }
}
