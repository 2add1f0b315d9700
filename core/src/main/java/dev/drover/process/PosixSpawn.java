package dev.drover.process;

import static dev.drover.process.ErrnoException.checkZero;

import java.util.List;

/** One call of posix_spawn: blocking for the time of vfork and exec. */
final class PosixSpawn {
  /** For all that is no string. */
  private static final int ROOM = 1024;

  /** The parent's variables as they are, read once: the JVM cannot change them. */
  private static final List<byte[]> INHERITED = entries(System.getenv());

  private PosixSpawn() {}

  /**
   * @param file the program, resolved; relative to the child's directory
   * @return the pid
   * @throws ErrnoException with the error of exec, chdir or fork, which look alike
   */
  static int spawn(SpawnRequest request, String file, StdioPlan stdio) throws ErrnoException {
    List<byte[]> argv = request.argv().stream().map(NativeBlock::bytes).toList();
    List<byte[]> envp = request.sameEnvironment() ? INHERITED : entries(request.environment());
    byte[] program = NativeBlock.bytes(file);
    byte[] directory =
        NativeBlock.bytes(request.options().directory().map(Object::toString).orElse(""));
    long strings = NativeBlock.sizeOfTable(argv) + NativeBlock.sizeOfTable(envp);
    try (NativeBlock block = new NativeBlock(ROOM + strings + program.length + directory.length)) {
      long actions = block.take(Libc.SIZEOF_FILE_ACTIONS);
      long attributes = block.take(Libc.SIZEOF_ATTR);
      Libc.posix_spawn_file_actions_init(actions);
      Libc.posix_spawnattr_init(attributes);
      try {
        addActions(actions, stdio, directory.length == 0 ? 0 : block.string(directory));
        setAttributes(attributes, block, request.options());
        return spawn(block, actions, attributes, block.string(program), argv, envp);
      } finally {
        Libc.posix_spawn_file_actions_destroy(actions);
        Libc.posix_spawnattr_destroy(attributes);
      }
    }
  }

  private static int spawn(
      NativeBlock block,
      long actions,
      long attributes,
      long path,
      List<byte[]> argv,
      List<byte[]> envp)
      throws ErrnoException {
    long pid = block.take(8);
    long arguments = block.table(argv);
    long variables = block.table(envp);
    checkZero(
        "posix_spawn", Libc.posix_spawn(pid, path, actions, attributes, arguments, variables));
    return block.getInt(pid);
  }

  private static List<byte[]> entries(java.util.Map<String, String> environment) {
    return environment.entrySet().stream()
        .map(entry -> NativeBlock.bytes(entry.getKey() + "=" + entry.getValue()))
        .toList();
  }

  private static void addActions(long actions, StdioPlan stdio, long directory)
      throws ErrnoException {
    for (int at = 0; at < stdio.size(); at++) {
      // With equal numbers this only clears close-on-exec (glibc 2.29).
      checkZero("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, stdio.child(at), at));
    }
    // The JVM itself holds dozens of descriptors that are not closed on exec.
    checkZero("addclosefrom", Libc.posix_spawn_file_actions_addclosefrom_np(actions, stdio.size()));
    if (directory != 0) {
      checkZero("addchdir", Libc.posix_spawn_file_actions_addchdir_np(actions, directory));
    }
  }

  /** HotSpot blocks and ignores signals that its children must not inherit. */
  private static void setAttributes(long attributes, NativeBlock block, SpawnOptions options)
      throws ErrnoException {
    long none = block.take(Libc.SIZEOF_SIGSET);
    long all = block.take(Libc.SIZEOF_SIGSET);
    block.fill(all, Libc.SIZEOF_SIGSET, 0xff);
    checkZero("setsigmask", Libc.posix_spawnattr_setsigmask(attributes, none));
    checkZero("setsigdefault", Libc.posix_spawnattr_setsigdefault(attributes, all));
    int flags = Libc.SPAWN_SETSIGMASK | Libc.SPAWN_SETSIGDEF;
    if (options.detached()) {
      flags |= Libc.SPAWN_SETSID;
    } else if (options.processGroup() != ProcessGroup.PARENT) {
      flags |= Libc.SPAWN_SETPGROUP;
      checkZero("setpgroup", Libc.posix_spawnattr_setpgroup(attributes, 0));
    }
    checkZero("setflags", Libc.posix_spawnattr_setflags(attributes, (short) flags));
  }
}
