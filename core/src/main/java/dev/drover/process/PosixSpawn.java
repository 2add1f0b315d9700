package dev.drover.process;

import static dev.drover.process.ErrnoException.checkZero;

import java.util.List;

/** One call of posix_spawn: blocking for the time of vfork and exec. */
final class PosixSpawn {

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
        request.options().directory().map(path -> NativeBlock.bytes(path.toString())).orElse(null);
    long size =
        1024
            + NativeBlock.sizeOfTable(argv)
            + NativeBlock.sizeOfTable(envp)
            + program.length
            + (directory == null ? 0 : directory.length);
    try (NativeBlock block = new NativeBlock(size)) {
      long actions = block.take(Libc.SIZEOF_FILE_ACTIONS);
      long attributes = block.take(Libc.SIZEOF_ATTR);
      checkZero("file_actions_init", Libc.posix_spawn_file_actions_init(actions));
      Libc.posix_spawnattr_init(attributes);
      try {
        addActions(actions, stdio, directory == null ? 0 : block.string(directory));
        setAttributes(attributes, block, request.options());
        long pid = block.take(8);
        long path = block.string(program);
        long arguments = block.table(argv);
        long variables = block.table(envp);
        checkZero(
            "posix_spawn", Libc.posix_spawn(pid, path, actions, attributes, arguments, variables));
        return block.getInt(pid);
      } finally {
        Libc.posix_spawn_file_actions_destroy(actions);
        Libc.posix_spawnattr_destroy(attributes);
      }
    }
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
