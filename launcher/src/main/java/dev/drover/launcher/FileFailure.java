package dev.drover.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The end of a command for what is wrong with a configuration file. */
final class FileFailure {

  private FileFailure() {}

  /**
   * @param lines each with its place, in the form that editors and terminals make a link of
   */
  static LaunchFailure of(Path file, ExitCode code, List<String> lines) {
    List<String> all = new ArrayList<>(lines);
    all.add("drover: nothing is started; drover check " + file + " shows what is wrong with it");
    return LaunchFailure.verbatim(code, all);
  }
}
