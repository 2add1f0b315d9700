package dev.drover.config;

import java.util.Comparator;

/**
 * Where something stands in a configuration file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1, in characters
 */
record Place(String file, int line, int column) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** In the form that compilers use, so that editors and terminals make a link of it. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
