package dev.drover.replica;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@link RunDirectory} whose supervisor is gone: nobody holds the lock on its pid file any more.
 * Several may try to remove it at once.
 */
final class AbandonedDirectory {
  /** A process that is killed lets go of its files one by one, and of its sockets among them. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  private AbandonedDirectory() {}

  /** How a lock is taken; null for refused. */
  private interface Taking {
    FileLock from(FileChannel file) throws IOException;
  }

  /** Removes it, if it is one. Blocks briefly. */
  static void remove(Path path) {
    remove(path, FileChannel::tryLock);
  }

  /**
   * The same by who knows that the supervisor is gone. It may still be letting go of its lock, and
   * another that removes the directory may end half-way: so this waits for the lock, at most two
   * seconds.
   */
  static void removeOfGone(Path path) {
    remove(path);
    if (!Files.exists(path)) {
      return;
    }
    CompletableFuture<Void> locked = new CompletableFuture<>();
    Thread remover =
        new Thread(
            () -> {
              remove(path, file -> locking(file, locked));
              locked.complete(null);
            },
            "drover-remover");
    remover.setDaemon(true);
    remover.start();
    try {
      // Only the wait is limited: to remove what is not locked may take as long as it takes.
      locked.get(ENDING.toMillis(), TimeUnit.MILLISECONDS);
      remover.join();
    } catch (InterruptedException e) {
      // The next supervisor removes it.
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // It is not over, or so it seems: the next supervisor looks again.
    }
  }

  private static FileLock locking(FileChannel file, CompletableFuture<Void> locked)
      throws IOException {
    FileLock lock = file.lock();
    locked.complete(null);
    return lock;
  }

  private static void remove(Path path, Taking taking) {
    if (!RunDirectory.isRunDirectory(path) || RunDirectory.isOwn(path)) {
      return;
    }
    Path pid = path.resolve(RunDirectory.PID_FILE);
    Path users = path.resolve(RunDirectory.USERS_FILE);
    if (!Files.exists(users)) {
      removeOnceLocked(path, pid, taking);
      return;
    }
    // Others may use it for long: it is the last one's to remove. And who is refused here must not
    // touch the other lock: the last user may be at it right now.
    try (FileChannel file = RunDirectory.open(users);
        FileLock lock = file.tryLock()) {
      if (lock != null) {
        removeOnceLocked(path, pid, taking);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // It is used, or gone.
    }
  }

  private static void removeOnceLocked(Path path, Path pid, Taking taking) {
    try (FileChannel file = RunDirectory.open(pid);
        FileLock lock = taking.from(file)) {
      if (lock != null) {
        sweepTied(path);
        RunDirectory.removeAll(path);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Another was faster, or it is not ours to remove.
    }
  }

  private static void sweepTied(Path abandoned) throws IOException {
    Path tied = abandoned.resolve(RunDirectory.TIED_FILE);
    if (Files.exists(tied)) {
      for (String lock : Files.readAllLines(tied)) {
        NameLock.sweep(Path.of(lock));
      }
    }
  }
}
