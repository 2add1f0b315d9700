package dev.drover.socket;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One HTTP/1.1 connection that never retries: what fails, fails. */
final class Http implements Closeable {
  private final Socket socket = new Socket();
  boolean closing;

  Http(String host, int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), 20_000);
  }

  static String getOnce(String host, int port, String path) throws IOException {
    try (Http connection = new Http(host, port)) {
      return connection.get(path);
    }
  }

  /** Connections that have each sent a request. */
  static List<Http> send(int count, String host, int port) throws IOException {
    List<Http> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Http client = new Http(host, port);
      clients.add(client);
      client.send("/");
    }
    return clients;
  }

  /** What each was answered; in whatever order that came, each is closed at once. */
  static List<String> answers(List<Http> clients) {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      return clients.stream()
          .map(client -> CompletableFuture.supplyAsync(client::lastAnswer, threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private String lastAnswer() {
    try (this) {
      return receive();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  String get(String path) throws IOException {
    send(path);
    return receive();
  }

  void send(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether {@link #receive} has something to begin with. */
  boolean isAnswered() {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  String receive() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) readByte(in));
    }
    closing = head.toString().toLowerCase().contains("connection: close");
    int at = head.toString().toLowerCase().indexOf("content-length: ") + 16;
    int length = Integer.parseInt(head.substring(at, head.indexOf("\r", at)).trim());
    return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
  }

  boolean isClosedByPeer() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  private static int readByte(InputStream in) throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("closed by the server");
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
