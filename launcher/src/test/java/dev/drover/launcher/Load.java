package dev.drover.launcher;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask one request after the other, each on a connection of its own, until closed. */
final class Load implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(120);

  private final int port;
  private final Deadline end = new Deadline(LONGEST);
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Queue<String> cut = new ConcurrentLinkedQueue<>();
  private final Set<String> answers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param clients how many at a time
   */
  Load(int clients, int port) {
    this.port = port;
    for (int i = 0; i < clients; i++) {
      Thread client = new Thread(this::askAndAsk, "client-" + i);
      this.clients.add(client);
      client.start();
    }
  }

  private void askAndAsk() {
    while (!closed && !end.isOver()) {
      try {
        String answer = HttpConnection.get(port, "/pid");
        synchronized (this) {
          answered.incrementAndGet();
          answers.add(answer);
          notifyAll();
        }
      } catch (ConnectException e) {
        refused.incrementAndGet();
      } catch (IOException e) {
        cut.add(e.toString());
      }
    }
  }

  /** Waits until so many more requests have been answered. */
  synchronized void awaitAnswers(int more) {
    int wanted = answered.get() + more;
    while (answered.get() < wanted) {
      end.await(this, () -> "only " + answered + " answers of " + wanted);
    }
  }

  /** Waits until somebody has answered this. */
  synchronized void awaitAnswer(String answer) {
    while (!answers.contains(answer)) {
      end.await(this, () -> "no answer " + answer + ", only " + answers);
    }
  }

  /** Connections that the system refused. */
  int refused() {
    return refused.get();
  }

  /** Connections that were made and then ended or went silent without an answer. */
  List<String> cut() {
    return List.copyOf(cut);
  }

  @Override
  public void close() {
    stop();
  }

  /** Asks no more, and waits for the answers still to come. */
  void stop() {
    closed = true;
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
