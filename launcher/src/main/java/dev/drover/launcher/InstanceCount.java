package dev.drover.launcher;

import dev.drover.config.ConfigException;

/** How many instances or replicas, as users write it. */
final class InstanceCount {

  private InstanceCount() {}

  /**
   * @return null when {@code text} is
   * @throws ConfigException when it is neither a number from 1 nor {@code cores}
   */
  static Integer parse(String text, int cores) {
    if (text == null) {
      return null;
    }
    if (text.equalsIgnoreCase("cores")) {
      return cores;
    }
    if (text.matches("0*[1-9]\\d{0,5}")) {
      return Integer.valueOf(text);
    }
    throw new ConfigException("--instances must be a number from 1 or 'cores', was '" + text + "'");
  }
}
