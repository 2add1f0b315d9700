package dev.drover.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a configuration file; each problem once, told in the order of the file. */
final class FileProblems {
  private record Problem(Place place, String text) {}

  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param text one line; characters of the file's that are none to look at become question marks
   */
  void add(Place place, String text) {
    Problem problem = new Problem(place, text.replaceAll("[\\p{Cntrl}\\p{Cs}\u2028\u2029]", "?"));
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** One line each. */
  ConfigException exception() {
    return new ConfigException(
        problems.stream()
            .sorted(Comparator.comparing(Problem::place))
            .map(problem -> problem.place() + ": " + problem.text())
            .toList());
  }

  void throwIfAny() {
    if (!isEmpty()) {
      throw exception();
    }
  }
}
