package dev.drover.launcher;

import dev.drover.config.LogPolicy;
import dev.drover.config.StopPolicy;
import dev.drover.logs.LogsHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** What is different in a run that {@code drover start} has detached from its terminal. */
final class Background {
  /** Names, in the JVM of such a run, the file that its output goes to. */
  private static final String LOG = "drover.background.log";

  private static final String LOG_FILE = "supervisor.log";

  private Background() {}

  static boolean is() {
    return System.getProperty(LOG) != null;
  }

  /** The flag of its JVM. */
  static String flag(Path log) {
    return "-D" + LOG + "=" + log;
  }

  /** A file for the output of a run whose name is not known yet, readable by its owner only. */
  static Path newLog(Map<String, String> env) throws IOException {
    return Files.createTempFile(directory(LogsHome.base(env)), "start-", ".log");
  }

  /** Where the output is once the name is known. */
  static Path log(Map<String, String> env, String name) {
    return LogsHome.base(env).resolve(name).resolve(LOG_FILE);
  }

  /**
   * Puts this run's output where the one who knows its name finds it; what the last run of that
   * name has left there is replaced. Does nothing in the foreground.
   */
  static void named(Map<String, String> env, String name) {
    if (!is()) {
      return;
    }
    Path log = log(env, name);
    try {
      directory(log.getParent());
      Files.move(Path.of(System.getProperty(LOG)), log, StandardCopyOption.REPLACE_EXISTING);
      System.setProperty(LOG, log.toString());
    } catch (IOException e) {
      throw new LaunchFailure(ExitCode.FAILED, "cannot write to " + log + ": " + e.getMessage());
    }
  }

  /** Nobody sees what replicas write, so it is kept even when that is not asked for. */
  static LogPolicy logs(Map<String, String> env, String name) {
    return LogPolicy.in(LogsHome.of(env, name));
  }

  private static Path directory(Path path) throws IOException {
    return Files.createDirectories(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** The rows that tell where the output is and how to stop it. */
  static void addTo(StartBlock block, String name, StopPolicy policy) {
    if (is()) {
      block.row("output", System.getProperty(LOG)).row("to stop", "drover stop -n " + name);
    } else {
      block.stop(policy);
    }
  }
}
