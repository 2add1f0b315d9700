package dev.drover.k8s;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of a Kubernetes service: each new connection goes to one of its endpoints, as the node's
 * proxy knows them at that moment. A request is sent once; what fails, fails.
 */
final class ServiceLoad implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Requests of a connection: one, some, or as many as the server lets it have. */
  private static final int[] LIFES = {1, 30, Integer.MAX_VALUE};

  private final Namespaces network;
  private final int port;
  private final List<Future<?>> clients = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private volatile List<String> endpoints = List.of();
  private volatile boolean over;

  /**
   * @param connectedAt when its connection was made; times are of {@link System#nanoTime}
   * @param pod as its address
   * @param by the name of the pod that answered
   */
  record Answer(String pod, long connectedAt, String path, String by) {}

  ServiceLoad(Namespaces network, int port) {
    this.network = network;
    this.port = port;
  }

  /** What new connections go to from now on. */
  void endpoints(List<String> addresses) {
    endpoints = List.copyOf(addresses);
  }

  void start(int connections) {
    for (int i = 0; i < connections; i++) {
      int requests = LIFES[i % LIFES.length];
      clients.add(network.node().submit(() -> client(requests)));
    }
  }

  Queue<String> failures() {
    return failures;
  }

  Queue<Answer> answers() {
    return answers;
  }

  /**
   * @param requests for each of its connections; were that left to chance, all of them would come
   *     to stay at some pod
   */
  private void client(int requests) {
    while (!over) {
      String pod = anyPod();
      String path = "nothing";
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(pod, port), TIMEOUT_MILLIS);
        long connectedAt = System.nanoTime();
        boolean closing = false;
        for (int i = 0; i < requests && !closing && !over; i++) {
          path = number.incrementAndGet() % 2 == 0 ? "/" : "/bus";
          StringBuilder body = new StringBuilder();
          closing = ask(socket, path, body);
          answers.add(new Answer(pod, connectedAt, path, body.toString()));
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (IOException e) {
        failures.add(pod + " " + path + ": " + e);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private String anyPod() {
    List<String> now = endpoints;
    return now.get(ThreadLocalRandom.current().nextInt(now.size()));
  }

  /** Asks one pod over the event bus, again and again, which pods there are. */
  Set<String> heard(String pod, int wanted) throws Exception {
    return heard(pod, "/bus", wanted);
  }

  /**
   * @param wanted how many different answers there have to be; within 30 s
   */
  Set<String> heard(String pod, String path, int wanted) throws Exception {
    Set<String> heard = new TreeSet<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (heard.size() < wanted && System.nanoTime() < deadline) {
      heard.add(get(pod, path));
    }
    return heard;
  }

  /** One request on a connection of its own, as a client of the service. */
  String get(String path) throws Exception {
    return get(anyPod(), path);
  }

  /** One request on a connection of its own, from the node. */
  String get(String pod, String path) throws Exception {
    return network.onNode(
        () -> {
          try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(pod, port), TIMEOUT_MILLIS);
            StringBuilder body = new StringBuilder();
            ask(socket, path, body);
            return body.toString();
          }
        });
  }

  /** Whether the server is about to close the connection. */
  private static boolean ask(Socket socket, String path, StringBuilder body) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: web\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int value = in.read();
      if (value < 0) {
        throw new EOFException("closed by the server after '" + head + "'");
      }
      head.append((char) value);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length: ") + 16;
    int length = Integer.parseInt(lower.substring(at, lower.indexOf("\r", at)).trim());
    body.append(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
    if (!lower.startsWith("http/1.1 200")) {
      throw new IOException(lower.substring(0, lower.indexOf('\r')) + ": " + body);
    }
    return lower.contains("connection: close");
  }

  /** Returns when the last request has been answered. */
  void stop() throws Exception {
    close();
    for (Future<?> each : clients) {
      each.get();
    }
  }

  @Override
  public void close() {
    over = true;
  }
}
