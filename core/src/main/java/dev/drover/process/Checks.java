package dev.drover.process;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Refuses what no system could run, naming the option, before anything starts. */
final class Checks {

  private Checks() {}

  static String noNul(String option, String value) {
    Objects.requireNonNull(value, option);
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(option + " must not contain NUL bytes");
    }
    return value;
  }

  static String text(String option, String value) {
    if (noNul(option, value).isEmpty()) {
      throw new IllegalArgumentException(option + " must not be empty");
    }
    return value;
  }

  static List<String> arguments(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      noNul("args[" + i + "]", args.get(i));
    }
    return List.copyOf(args);
  }

  static String variableName(String name) {
    if (text("env name", name).indexOf('=') >= 0) {
      throw new IllegalArgumentException("env name must not contain '=', was '" + name + "'");
    }
    return name;
  }

  /** Of a user or group. */
  static int id(String option, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(option + " must be >= 0, was " + value);
    }
    return value;
  }

  /** A limit in bytes: at least one. */
  static int length(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + " must be >= 1, was " + value);
    }
    return value;
  }

  /** Zero or more. */
  static Duration duration(String option, Duration value) {
    if (Objects.requireNonNull(value, option).isNegative()) {
      throw new IllegalArgumentException(option + " must be >= 0, was " + value);
    }
    return value;
  }
}
