package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.Origin;
import java.util.List;
import java.util.function.Supplier;

/** Gives problems that are found after a configuration file was read their place in it. */
final class Placed {

  private Placed() {}

  /**
   * @param origin null for what is of no file: then problems stay as they are
   * @param key of the service, which the problems are about
   */
  static <T> T at(Origin origin, String key, Supplier<T> action) {
    if (origin == null) {
      return action.get();
    }
    try {
      return action.get();
    } catch (LaunchFailure e) {
      throw e.isVerbatim() ? e : new LaunchFailure(e.code(), lines(origin, key, e.lines()));
    } catch (ConfigException e) {
      throw new ConfigException(
          e.problems().stream().map(each -> first(origin, key) + origin.hide(each)).toList());
    }
  }

  /** One problem, with more about it. */
  private static List<String> lines(Origin origin, String key, List<String> lines) {
    String rest = String.join("; ", lines.stream().filter(each -> !isHelp(each)).toList());
    return List.of(first(origin, key) + origin.hide(rest));
  }

  private static String first(Origin origin, String key) {
    return origin.of(key) + ": ";
  }

  private static boolean isHelp(String line) {
    return line.startsWith("see drover ");
  }
}
