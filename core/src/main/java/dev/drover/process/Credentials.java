package dev.drover.process;

import dev.drover.process.SpawnException.Reason;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Starts a child as another user. To Linux each thread has credentials of its own, which a child
 * has from the thread that spawns it; only the C library keeps a process' threads alike. So a
 * thread that lives for one spawn gives up its rights by the bare system calls and spawns: no
 * helper program, nothing to restore, and exec's own error. The kernel then protects this JVM from
 * being traced by that user, and makes no core dump of it any more.
 */
final class Credentials {
  private static final int UNCHANGED = -1;
  private static final int ROOT = 0;

  /** setgroups, setresgid, setresuid: not in the part of the table that all machines share. */
  private record Calls(long setGroups, long setGid, long setUid) {}

  private static final Calls X86_64 = new Calls(116, 119, 117);

  private static final Map<String, Calls> CALLS =
      Map.of("amd64", X86_64, "x86_64", X86_64, "aarch64", new Calls(159, 149, 147));

  private static final Calls HERE = CALLS.get(System.getProperty("os.arch"));

  private Credentials() {}

  static boolean isSupported() {
    return HERE != null;
  }

  /** A start that fails. */
  interface Start {
    int spawn() throws ErrnoException;
  }

  /** With those of the options; on this thread where they name none. */
  static int run(SpawnOptions options, Start start) throws ErrnoException, SpawnException {
    int uid = options.uid().orElse(UNCHANGED);
    int gid = options.gid().orElse(UNCHANGED);
    if (uid == UNCHANGED && gid == UNCHANGED) {
      return start.spawn();
    }
    FutureTask<Integer> task =
        new FutureTask<>(
            () -> {
              become(uid, gid);
              return start.spawn();
            });
    Thread thread = new Thread(task, "drover-spawn-as-user");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw rethrow(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpawnException(Reason.OTHER, "", "interrupted", e);
    }
  }

  private static SpawnException rethrow(Throwable cause) throws ErrnoException {
    if (cause instanceof ErrnoException error) {
      throw error;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof SpawnException told
        ? told
        : new SpawnException(Reason.OTHER, "", cause.toString(), cause);
  }

  /** In this order: who is no longer root may do nothing of it. */
  private static void become(int uid, int gid) throws SpawnException {
    boolean sameUser = uid == UNCHANGED || uid == Libc.geteuid();
    if (sameUser && (gid == UNCHANGED || gid == Libc.getegid()) && Libc.geteuid() != ROOT) {
      return; // As Node: what changes nothing needs no right.
    }
    call(uid == UNCHANGED ? "gid" : "uid", "drop the groups", HERE.setGroups, 0);
    if (gid != UNCHANGED) {
      call("gid", "become group " + gid, HERE.setGid, gid);
    }
    if (uid != UNCHANGED) {
      call("uid", "become user " + uid, HERE.setUid, uid);
    }
  }

  private static void call(String option, String what, long number, int id) throws SpawnException {
    // The same for the real, the effective and the saved one; for groups it says none.
    if (Libc.syscall(number, id, id, id, 0) != 0) {
      String code = Errno.name(Libc.errno());
      throw new SpawnException(
          Reason.PERMISSION_DENIED,
          code,
          "%s: this JVM may not %s (%s); run it as root or with CAP_SETUID and CAP_SETGID"
              .formatted(option, what, code));
    }
  }
}
