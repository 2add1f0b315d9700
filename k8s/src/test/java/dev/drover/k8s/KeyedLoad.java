package dev.drover.k8s;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Clients that count by key, each with keys of its own: every answer has to be one more than the
 * last one for its key, whichever pod was asked.
 */
final class KeyedLoad implements AutoCloseable {
  private static final int KEYS = 16;

  private final Namespaces network;
  private final ServiceLoad service;
  private final List<Future<Integer>> clients = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  KeyedLoad(Namespaces network, ServiceLoad service) {
    this.network = network;
    this.service = service;
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      String client = "client" + i;
      clients.add(network.node().submit(() -> count(client)));
    }
  }

  private int count(String client) throws Exception {
    int round = 0;
    while (!over) {
      round++;
      for (int key = 0; key < KEYS; key++) {
        add(client + "-" + key, round);
      }
    }
    return round;
  }

  private void add(String key, int expected) throws Exception {
    try {
      String answer = service.get("/" + key);
      if (!answer.equals("" + expected)) {
        failures.add("%s: %s instead of %d".formatted(key, answer, expected));
      }
    } catch (IOException | ExecutionException failed) {
      failures.add("%s: %s instead of %d".formatted(key, failed, expected));
    }
  }

  Queue<String> failures() {
    return failures;
  }

  /**
   * Returns when the last request has been answered.
   *
   * @return how many times each client has counted all its keys
   */
  List<Integer> stop() throws Exception {
    close();
    List<Integer> rounds = new ArrayList<>();
    for (Future<Integer> each : clients) {
      rounds.add(each.get());
    }
    return rounds;
  }

  @Override
  public void close() {
    over = true;
  }
}
