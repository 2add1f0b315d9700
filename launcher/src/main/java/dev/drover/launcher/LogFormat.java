package dev.drover.launcher;

import java.util.Properties;

/** One line per message of java.util.logging, unless the user has configured logging. */
final class LogFormat {
  static final String PROPERTY = "java.util.logging.SimpleFormatter.format";
  static final String ONE_LINE = "%1$tT.%1$tL %4$-7s %3$s - %5$s%6$s%n";

  private LogFormat() {}

  /** Must be called before anything logs. */
  static void install(Properties system, ClassLoader loader) {
    if (!isConfigured(system) && loader.getResource("logging.properties") == null) {
      system.setProperty(PROPERTY, ONE_LINE);
    }
  }

  private static boolean isConfigured(Properties system) {
    return system.stringPropertyNames().stream().anyMatch(LogFormat::configures);
  }

  /** Whether {@link #install} has set the format, so that nothing of the user's is in the way. */
  static boolean isOurs(Properties system) {
    return ONE_LINE.equals(system.getProperty(PROPERTY));
  }

  /** Whether a system property of this name says how java.util.logging is set up. */
  static boolean configures(String property) {
    return property.equals(PROPERTY)
        || property.equals("java.util.logging.config.file")
        || property.equals("java.util.logging.config.class");
  }
}
