package dev.drover.config;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a supervisor keeps what its replicas write, and how much of it.
 *
 * @param directory of the files; absolute
 * @param size of a file in bytes, past which the next one is begun; at least 64 KiB
 * @param keep how many files each slot has at most, with the one that is written to; at least 2
 */
public record LogPolicy(Path directory, long size, int keep) {
  /** 10 MiB. */
  public static final long DEFAULT_SIZE = 10 << 20;

  public static final int DEFAULT_KEEP = 5;

  static final long SMALLEST = 64 << 10;

  public LogPolicy {
    Objects.requireNonNull(directory, "directory");
    directory = directory.toAbsolutePath().normalize();
    if (size < SMALLEST) {
      throw new ConfigException(
          "logs.size must be >= %s, was %s"
              .formatted(ByteSizes.format(SMALLEST), ByteSizes.format(size)));
    }
    if (keep < 2) {
      throw new ConfigException("logs.keep must be >= 2, was " + keep);
    }
  }

  /** With the defaults: five files of 10 MiB for each slot. */
  public static LogPolicy in(Path directory) {
    return new LogPolicy(directory, DEFAULT_SIZE, DEFAULT_KEEP);
  }

  public LogPolicy withSize(long newSize) {
    return new LogPolicy(directory, newSize, keep);
  }

  public LogPolicy withKeep(int newKeep) {
    return new LogPolicy(directory, size, newKeep);
  }
}
