package dev.drover.config;

import static dev.drover.config.Key.optional;
import static dev.drover.config.Key.required;

import java.nio.file.Path;
import java.util.List;

/** The section {@code logs} of a configuration file. */
final class LogSection {
  private static final int MOST_KEPT = 10_000;

  private static final Key<String> DIRECTORY =
      required(
          "directory",
          ValueTypes.text("a directory"),
          "where the files are, relative to this file");
  private static final Key<Long> SIZE =
      optional(
          "size",
          ValueTypes.size(LogPolicy.SMALLEST),
          "Of a file, past which the next one is begun. Default: 10m.");
  private static final Key<Integer> KEEP =
      optional(
          "keep",
          ValueTypes.whole(2, MOST_KEPT),
          "How many files each slot has, with the one that is written to. Default: 5.");

  private final ServiceReader files;

  LogSection(ServiceReader files) {
    this.files = files;
  }

  Section<LogPolicy> section() {
    return new Section<>(List.of(DIRECTORY, SIZE, KEEP), this::policy);
  }

  private LogPolicy policy(Values values) {
    String directory = values.get(DIRECTORY);
    return directory == null
        ? null
        : new LogPolicy(
            Path.of(files.path(values, directory)),
            values.get(SIZE, LogPolicy.DEFAULT_SIZE),
            values.get(KEEP, LogPolicy.DEFAULT_KEEP));
  }
}
