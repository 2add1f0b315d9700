package dev.drover.launcher;

import dev.drover.config.NearNames;
import dev.drover.logs.LogReader;
import dev.drover.logs.LogsHome;
import dev.drover.supervisor.SlotId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the directory whose logs are meant: where only one can be, it needs no name. */
final class LogsPlace {
  private static final String HOW =
      "logs are kept by: drover run --replicas N --log-dir DIR TARGET";

  private final LogsFlags flags;
  private final Map<String, String> env;

  LogsPlace(LogsFlags flags, Map<String, String> env) {
    this.flags = flags;
    this.env = env;
  }

  /**
   * @throws LaunchFailure when there is none, or more than one
   */
  Path find(LogsSelection selection) throws IOException {
    if (flags.logDir != null) {
      return existing(Path.of(flags.logDir).toAbsolutePath().normalize());
    }
    List<String> names = LogsHome.names(env);
    if (flags.name != null) {
      if (!names.contains(flags.name)) {
        throw new LaunchFailure(
            ExitCode.NOT_FOUND,
            "no logs of a supervisor named '%s' in %s%s"
                .formatted(flags.name, LogsHome.base(env), NearNames.hint(flags.name, names)),
            HOW);
      }
      return LogsHome.of(env, flags.name);
    }
    return onlyOne(names, selection);
  }

  private static Path existing(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new LaunchFailure(ExitCode.NOT_FOUND, "no directory " + directory, HOW);
    }
    return directory;
  }

  private Path onlyOne(List<String> names, LogsSelection selection) throws IOException {
    List<String> meant = new ArrayList<>(names);
    if (!selection.isEverything()) {
      meant.removeIf(name -> !holdsAny(LogsHome.of(env, name), selection));
    }
    if (meant.isEmpty()) {
      // Of a name mistyped in the only place there is, that place can tell more.
      meant = names;
    }
    if (meant.size() > 1) {
      List<String> running = new ArrayList<>();
      for (String name : meant) {
        if (LogsHome.isInUse(LogsHome.of(env, name))) {
          running.add(name);
        }
      }
      meant = running.size() == 1 ? running : meant;
    }
    if (meant.isEmpty()) {
      throw new LaunchFailure(ExitCode.NOT_FOUND, "no logs in " + LogsHome.base(env), HOW);
    }
    if (meant.size() > 1) {
      throw new LaunchFailure(
          ExitCode.USAGE,
          "several supervisors have kept logs: " + String.join(", ", meant),
          "say which: drover logs --name " + meant.get(0));
    }
    return LogsHome.of(env, meant.get(0));
  }

  private static boolean holdsAny(Path directory, LogsSelection selection) {
    try {
      List<SlotId> slots = LogReader.slots(directory);
      return slots.stream().anyMatch(selection::test);
    } catch (IOException unreadable) {
      return false;
    }
  }
}
