package dev.drover.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.config.ConfigException;
import dev.drover.replica.LockedFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two supervisors from writing into one directory, and says whether one does. The lock's file
 * is opened by supervisors only: who opens and closes it would drop the lock of his own process.
 */
final class LogsLock {
  private static final String LOCK_FILE = "supervisor.lock";
  private static final String PID_FILE = "supervisor.pid";

  /** Times of birth are counted from the system's start, whose own time moves with the clock. */
  private static final long CLOCK_DRIFT_MILLIS = 5_000;

  /** Locked by this JVM, for which the system's locks do not tell one owner from another. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final LogsDirectory directory;
  private final Path path;
  private final FileChannel file;

  private LogsLock(LogsDirectory directory, Path path, FileChannel file) {
    this.directory = directory;
    this.path = path;
    this.file = file;
  }

  /**
   * @throws ConfigException when another supervisor has it
   */
  static LogsLock take(LogsDirectory directory) throws IOException {
    Path path = directory.path().toRealPath();
    if (!OWN.add(path)) {
      throw taken(directory, "this process itself");
    }
    FileChannel file = null;
    try {
      file = directory.openOrCreate(LOCK_FILE);
      if (file.tryLock() == null) {
        String owner = owner(directory).map(process -> "pid " + process.pid()).orElse("another");
        throw taken(directory, owner);
      }
      LockedFiles.add(path.resolve(LOCK_FILE));
      writePid(directory);
      return new LogsLock(directory, path, file);
    } catch (IOException | ConfigException e) {
      OWN.remove(path);
      if (file != null) {
        file.close();
      }
      throw e;
    }
  }

  private static ConfigException taken(LogsDirectory directory, String owner) {
    return new ConfigException(
        "the logs in %s are written by a supervisor that runs (%s); stop it, or name another directory"
            .formatted(directory.path(), owner));
  }

  private static void writePid(LogsDirectory directory) throws IOException {
    ProcessHandle own = ProcessHandle.current();
    String text = own.pid() + " " + startOf(own) + "\n";
    try (FileChannel file = directory.openOrCreate(PID_FILE)) {
      file.truncate(0);
      file.write(UTF_8.encode(text));
    }
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** The supervisor that writes here now. */
  static Optional<ProcessHandle> owner(LogsDirectory directory) throws IOException {
    try {
      String[] words = Files.readString(directory.path().resolve(PID_FILE)).trim().split(" ");
      if (words.length != 2 || !words[0].matches("\\d{1,18}") || !words[1].matches("\\d{1,18}")) {
        return Optional.empty(); // It is being written.
      }
      // Its number may be another's by now, its time of birth is not.
      long born = Long.parseLong(words[1]);
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(process -> Math.abs(startOf(process) - born) < CLOCK_DRIFT_MILLIS);
    } catch (NoSuchFileException nobody) {
      return Optional.empty();
    }
  }

  void release() {
    try {
      Files.deleteIfExists(directory.path().resolve(PID_FILE));
      file.close();
    } catch (IOException goneAnyway) {
      // The lock ends with this process at the latest.
    }
    LockedFiles.remove(path.resolve(LOCK_FILE));
    OWN.remove(path);
  }
}
