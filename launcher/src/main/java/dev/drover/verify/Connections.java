package dev.drover.verify;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Connections of a well-behaved client: each is used in turn, and none that was idle for long,
 * since a server may close such a one at any time. For one event loop.
 */
final class Connections {
  /** Less than the time for which a draining replica still answers. */
  private static final long LONGEST_IDLE = TimeUnit.MILLISECONDS.toNanos(500);

  /** One that is open, or was. */
  static final class Open {
    private final HttpClientConnection http;
    private final int port;
    private final long opened = System.nanoTime();
    private long usedAt;
    private boolean closed;

    private Open(HttpClientConnection http) {
      this.http = http;
      this.port = http.localAddress().port();
      http.closeHandler(end -> closed = true);
      // What is in flight on it fails as well, which is counted; Vert.x would log it.
      http.exceptionHandler(failure -> {});
    }

    HttpClientConnection http() {
      return http;
    }

    /** This end's. */
    int port() {
      return port;
    }

    long opened() {
      return opened;
    }
  }

  private final HttpClientAgent client;
  private final HttpConnectOptions where;
  private final int kept;
  private final Deque<Open> idle = new ArrayDeque<>();

  /**
   * @param kept how many idle ones are kept at most
   */
  Connections(Vertx vertx, LoadTarget target, int kept, Duration connectTimeout) {
    this.kept = kept;
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) connectTimeout.toMillis())
                // It is the user's own application, often with a certificate for another name.
                .setTrustAll(true)
                .setVerifyHost(false));
    where =
        new HttpConnectOptions().setHost(target.host()).setPort(target.port()).setSsl(target.ssl());
  }

  Future<Open> open() {
    return client.connect(where).map(Open::new);
  }

  /** An idle one, else a new one. */
  Future<Open> take() {
    for (Open next = idle.poll(); next != null; next = idle.poll()) {
      if (!next.closed && System.nanoTime() - next.usedAt < LONGEST_IDLE) {
        return Future.succeededFuture(next);
      }
      next.http.close();
    }
    return open();
  }

  void giveBack(Open connection) {
    if (connection.closed || idle.size() >= kept) {
      connection.http.close();
      return;
    }
    connection.usedAt = System.nanoTime();
    idle.add(connection);
  }

  Future<Void> close() {
    return client.close();
  }
}
