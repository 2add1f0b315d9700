package dev.drover.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** One family of options as environment variables and system properties name it. */
final class OptionValues {
  private final String envPrefix;
  private final String propertyPrefix;
  private final Map<String, String> env = new TreeMap<>();
  private final Map<String, String> properties = new TreeMap<>();
  private final List<String> problems;

  OptionValues(
      String envPrefix,
      Map<String, String> env,
      String propertyPrefix,
      Properties system,
      List<String> problems) {
    this.envPrefix = envPrefix;
    this.propertyPrefix = propertyPrefix;
    this.problems = problems;
    // Sorted, so that problems come in the same order each time.
    env.forEach((name, value) -> keep(this.env, envPrefix, name, value));
    for (String name : system.stringPropertyNames()) {
      keep(properties, propertyPrefix, name, system.getProperty(name));
    }
  }

  private static void keep(Map<String, String> into, String prefix, String name, String value) {
    if (name.startsWith(prefix)) {
      into.put(name, value);
    }
  }

  boolean isEmpty() {
    return env.isEmpty() && properties.isEmpty();
  }

  /** Whether anything is said about the option called {@code name}. */
  boolean mentions(String name) {
    return env.keySet().stream().anyMatch(key -> envOption(key).equalsIgnoreCase(name))
        || properties.keySet().stream().anyMatch(key -> option(key).equalsIgnoreCase(name));
  }

  OptionValues applyEnvironment(Object options) {
    env.forEach(
        (name, value) -> {
          String problem = OptionSetter.set(options, envOption(name), value);
          if (problem != null) {
            problems.add("environment variable " + name + " " + withoutValue(problem, value));
          }
        });
    return this;
  }

  OptionValues applySystemProperties(Object options) {
    properties.forEach(
        (name, value) -> {
          String problem = OptionSetter.set(options, option(name), value);
          if (problem != null) {
            problems.add("system property " + name + " " + problem + ", was '" + value + "'");
          }
        });
    return this;
  }

  private String envOption(String name) {
    return name.substring(envPrefix.length()).replace("_", "").toLowerCase(Locale.ROOT);
  }

  private String option(String name) {
    return name.substring(propertyPrefix.length());
  }

  /** The environment may hold secrets: a value is never shown, not even a wrong one. */
  private static String withoutValue(String problem, String value) {
    return value.isBlank() || !problem.contains(value) ? problem : "has a value that is refused";
  }
}
