package dev.drover.launcher;

import dev.drover.config.ByteSizes;
import dev.drover.config.ConfigException;
import dev.drover.config.LogPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The flags of {@code drover run} about keeping what the replicas write. */
final class LogFlags {
  @Option(names = {"-log-dir", "--log-dir"})
  String directory;

  @Option(names = {"-log-size", "--log-size"})
  String size;

  @Option(names = {"-log-keep", "--log-keep"})
  Integer keep;

  /** Those that are given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (directory != null) {
      given.add("--log-dir");
    }
    if (size != null) {
      given.add("--log-size");
    }
    if (keep != null) {
      given.add("--log-keep");
    }
    return given;
  }

  /**
   * Null when nothing is to be kept, as a run in a terminal does by itself.
   *
   * @throws ConfigException with every problem
   */
  LogPolicy policy() {
    if (directory == null) {
      if (!given().isEmpty()) {
        throw new ConfigException(String.join(", ", given()) + " without --log-dir DIR");
      }
      return null;
    }
    Problems problems = new Problems();
    LogPolicy usual = LogPolicy.in(Path.of(directory));
    LogPolicy sized =
        size == null
            ? usual
            : problems.collect(
                () -> named("--log-size", () -> usual.withSize(ByteSizes.parse(size))));
    LogPolicy kept =
        keep == null
            ? usual
            : problems.collect(() -> named("--log-keep", () -> usual.withKeep(keep)));
    problems.throwIfAny();
    return sized.withKeep(kept.keep());
  }

  private static LogPolicy named(String flag, Supplier<LogPolicy> reading) {
    try {
      return reading.get();
    } catch (ConfigException e) {
      throw new ConfigException(flag + ": " + e.getMessage());
    }
  }
}
