package dev.drover.launcher;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@code drover top} sorts slots by; the largest come first. */
enum TopSort {
  SLOT('s', "SLOT", null),
  CPU('c', "CPU", "cpuPercent"),
  RSS('m', "RSS", "rssBytes"),
  HEAP('h', "HEAP", "heapUsedBytes"),
  LAG('l', "LAG", "lagMicros"),
  CONNECTIONS('n', "CONN", "connections"),
  REQUESTS('r', "REQ/S", "requestsPerSecond");

  /** On the keyboard. */
  final char key;

  /** Of the column. */
  final String head;

  private final String field;

  TopSort(char key, String head, String field) {
    this.key = key;
    this.head = head;
    this.field = field;
  }

  /** Null for a key that sorts by nothing. */
  static TopSort ofKey(int key) {
    for (TopSort each : values()) {
      if (each.key == key) {
        return each;
      }
    }
    return null;
  }

  /** Those that are equal, and those that tell nothing, stay in the order they came in. */
  List<JsonObject> sorted(List<JsonObject> slots) {
    List<JsonObject> sorted = new ArrayList<>(slots);
    if (field != null) {
      sorted.sort(
          Comparator.comparingDouble((JsonObject slot) -> slot.getDouble(field, -1.0)).reversed());
    }
    return sorted;
  }
}
