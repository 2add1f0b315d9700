package dev.drover.launcher;

import java.util.Locale;

/** Tells configuration files from other things to run. */
final class ConfigTarget {

  private ConfigTarget() {}

  /**
   * @param target as given, or null
   */
  static boolean is(String target) {
    String name = target == null ? "" : target.toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  static boolean isJar(String target) {
    return target.toLowerCase(Locale.ROOT).endsWith(".jar");
  }
}
