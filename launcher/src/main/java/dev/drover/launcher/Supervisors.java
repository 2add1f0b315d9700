package dev.drover.launcher;

import dev.drover.config.NearNames;
import dev.drover.control.ControlClient;
import dev.drover.control.ControlDirectory;
import dev.drover.control.ControlException;
import dev.drover.control.ControlException.Code;
import java.util.ArrayList;
import java.util.List;

/** This user's running supervisors. */
final class Supervisors {
  static final String HOW_TO_START =
      "start one with: drover start TARGET, or drover run --replicas 2 TARGET";

  private final ControlDirectory directory;

  private Supervisors(ControlDirectory directory) {
    this.directory = directory;
  }

  static Supervisors ofUser() {
    return new Supervisors(ControlDirectory.ofUser());
  }

  /** Names of all that run; removes what killed ones have left. */
  List<String> names() {
    List<String> live = new ArrayList<>();
    for (String name : directory.names()) {
      try {
        ControlClient.connect(directory, name).close();
        live.add(name);
      } catch (ControlException e) {
        if (e.code() != Code.NOT_FOUND) {
          live.add(name);
        }
      }
    }
    return live;
  }

  /**
   * @param name null for the only one there is
   * @throws LaunchFailure when there is none of that name, or it is not clear which is meant
   */
  ControlClient connect(String name) {
    return name == null ? connectToOnly() : connectTo(name);
  }

  private ControlClient connectTo(String name) {
    try {
      return ControlClient.connect(directory, name);
    } catch (ControlException e) {
      if (e.code() != Code.NOT_FOUND) {
        throw e;
      }
      List<String> names = names();
      throw names.isEmpty()
          ? new LaunchFailure(ExitCode.NOT_FOUND, e.getMessage() + ", and no other", HOW_TO_START)
          : new LaunchFailure(
              ExitCode.NOT_FOUND,
              e.getMessage() + NearNames.hint(name, names),
              "running: " + String.join(", ", names));
    }
  }

  private ControlClient connectToOnly() {
    List<String> names = directory.names().size() == 1 ? directory.names() : names();
    if (names.size() > 1) {
      throw new LaunchFailure(
          ExitCode.USAGE,
          "%d supervisors run: %s".formatted(names.size(), String.join(", ", names)),
          "say which is meant, as in: -n " + names.get(0));
    }
    try {
      if (!names.isEmpty()) {
        return ControlClient.connect(directory, names.get(0));
      }
    } catch (ControlException e) {
      if (e.code() != Code.NOT_FOUND) {
        throw e;
      }
    }
    throw new LaunchFailure(ExitCode.NOT_FOUND, "no supervisor of yours runs", HOW_TO_START);
  }
}
