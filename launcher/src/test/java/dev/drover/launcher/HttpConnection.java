package dev.drover.launcher;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** One HTTP/1.1 connection to a port of this machine. It never retries: what fails, fails. */
final class HttpConnection implements Closeable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();

  HttpConnection(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The body of the answer on a connection of its own. */
  static String get(int port, String path) throws IOException {
    try (HttpConnection connection = new HttpConnection(port)) {
      return connection.ask(path);
    }
  }

  /** The same, from the replica with this pid. */
  static String getFrom(long pid, int port, String path) throws IOException {
    try (HttpConnection connection = to(pid, port)) {
      return connection.ask(path);
    }
  }

  /** Connects until it is the replica with this pid that answers. */
  static HttpConnection to(long pid, int port) throws IOException {
    Deadline deadline = new Deadline(Duration.ofSeconds(20));
    while (!deadline.isOver()) {
      HttpConnection connection = new HttpConnection(port);
      if (connection.ask("/pid").equals("" + pid)) {
        return connection;
      }
      connection.close();
    }
    throw new AssertionError("pid " + pid + " never answers on port " + port);
  }

  String ask(String path) throws IOException {
    send(path);
    return receive();
  }

  void send(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  String receive() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("closed by the server after '" + head + "'");
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length: ") + "content-length: ".length();
    int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("closed by the server within the body");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
