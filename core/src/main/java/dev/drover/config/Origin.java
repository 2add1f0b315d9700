package dev.drover.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the parts of a service stand in its configuration file, for problems that are found later,
 * and which of its values came from the environment, so that they are not shown.
 */
public final class Origin {
  private static final int SHORT = 4;

  private final Place section;
  private final String path;
  private final Map<String, Place> keys;
  private final Map<String, String> sources;

  /**
   * @param path of the section, such as {@code services.web}
   * @param keys places of the values of its keys
   * @param sources text in the file by the text that it became
   */
  Origin(Place section, String path, Map<String, Place> keys, Map<String, String> sources) {
    this.section = section;
    this.path = path;
    this.keys = Map.copyOf(keys);
    this.sources = new LinkedHashMap<>(sources);
  }

  /**
   * {@code file:line:column: services.web.key}; the place of the service when it has no such key.
   */
  public String of(String key) {
    return place(key) + ": " + Reading.join(path, key);
  }

  /** Whether the service has the key. */
  public boolean has(String key) {
    return keys.containsKey(key);
  }

  Place place(String key) {
    return keys.getOrDefault(key, section);
  }

  /** The text with values that came from the environment put back to what the file says. */
  public String hide(String text) {
    String hidden = text;
    for (Map.Entry<String, String> each : sources.entrySet()) {
      String value = Pattern.quote(each.getKey());
      // A short one is hardly a secret and often a part of other words.
      String form = each.getKey().length() < SHORT ? "(?<!\\w)" + value + "(?!\\w)" : value;
      hidden = hidden.replaceAll(form, Matcher.quoteReplacement(each.getValue()));
    }
    return hidden;
  }
}
