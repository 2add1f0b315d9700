package dev.drover.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who answers when many connections are open at a time. */
final class Spread {

  private Spread() {}

  /** Opens so many connections, then asks each once; returns how many gave each answer. */
  static Map<String, Integer> of(int connections, int port, String path) throws IOException {
    List<HttpConnection> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        open.add(new HttpConnection(port));
      }
      for (HttpConnection each : open) {
        each.send(path);
      }
      Map<String, Integer> answers = new TreeMap<>();
      for (HttpConnection each : open) {
        answers.merge(each.receive(), 1, Integer::sum);
      }
      return answers;
    } finally {
      for (HttpConnection each : open) {
        each.close();
      }
    }
  }
}
