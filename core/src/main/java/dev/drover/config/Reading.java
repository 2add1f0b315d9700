package dev.drover.config;

/**
 * Where in a configuration a reader is, and where its problems go.
 *
 * @param path such as {@code services.web.stop}; empty for the whole
 * @param name the last part of the path
 */
record Reading(String path, String name, FileProblems problems) {

  static Reading of(FileProblems problems) {
    return new Reading("", "", problems);
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Reading child(String key) {
    return new Reading(join(path, key), key, problems);
  }

  Reading item(int index) {
    return new Reading(path + "[" + index + "]", name, problems);
  }

  /**
   * @param text follows the path: {@code must be ...}
   */
  void problem(Place place, String text) {
    problems.add(place, path.isEmpty() ? text : path + " " + text);
  }
}
