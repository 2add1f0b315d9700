package dev.drover.logs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where supervisors keep their logs unless they are told otherwise, by the XDG base directory
 * specification: {@code $XDG_STATE_HOME/drover/NAME/logs}, and {@code ~/.local/state} where that
 * variable is not set or, as the specification wants it, no absolute path.
 */
public final class LogsHome {
  private static final String LOGS = "logs";

  private LogsHome() {}

  /**
   * @param env the environment, in which {@code XDG_STATE_HOME} is looked for
   * @param name of the supervisor
   */
  public static Path of(Map<String, String> env, String name) {
    return base(env).resolve(name).resolve(LOGS);
  }

  /** The directory that holds one for each supervisor. */
  public static Path base(Map<String, String> env) {
    String state = env.getOrDefault("XDG_STATE_HOME", "");
    Path home =
        state.startsWith("/")
            ? Path.of(state)
            : Path.of(System.getProperty("user.home"), ".local", "state");
    return home.resolve("drover").toAbsolutePath();
  }

  /** Names of the supervisors that have kept logs there, sorted. Blocks briefly. */
  public static List<String> names(Map<String, String> env) throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(base(env))) {
      try (DirectoryStream<Path> each = Files.newDirectoryStream(base(env))) {
        for (Path supervisor : each) {
          if (Files.isDirectory(supervisor.resolve(LOGS))) {
            names.add(supervisor.getFileName().toString());
          }
        }
      }
    }
    names.sort(null);
    return names;
  }

  /** Whether a supervisor that runs writes there. Blocks briefly. */
  public static boolean isInUse(Path directory) throws IOException {
    return LogsLock.owner(new LogsDirectory(directory)).isPresent();
  }
}
