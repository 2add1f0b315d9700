package dev.drover.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The end of a command for what is wrong with a configuration file. */
final class FileFailure {

  private FileFailure() {}

  /**
   * @param lines each with its place, in the form that editors and terminals make a link of
   * @param done what would have been done with the file: started, or reloaded
   */
  static LaunchFailure of(Path file, ExitCode code, List<String> lines, String done) {
    List<String> all = new ArrayList<>(lines);
    all.add(
        "drover: nothing is %s; drover check %s shows what is wrong with it".formatted(done, file));
    return LaunchFailure.verbatim(code, all);
  }
}
