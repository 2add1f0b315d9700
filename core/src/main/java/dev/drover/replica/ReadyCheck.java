package dev.drover.replica;

import dev.drover.socket.PrivateDoor;
import dev.drover.socket.ServerSockets;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks this replica's own server whether it is ready, again and again until it says so: there is
 * nobody who could tell when that changes. How long that may go on is the supervisor's decision.
 * Has a thread of its own, which the JVM does not wait for.
 */
final class ReadyCheck {
  private static final long PAUSE_MILLIS = 200;

  private final ServerSockets sockets;
  private final int port;
  private final String path;
  private final Consumer<String> whyNot;
  private String lastWhyNot;

  /**
   * @param http {@code /path} or {@code :port/path}
   * @param whyNot told when the reason changes
   */
  ReadyCheck(ServerSockets sockets, String http, Consumer<String> whyNot) {
    int slash = http.indexOf('/');
    this.sockets = sockets;
    this.port = slash == 0 ? 0 : Integer.parseInt(http.substring(1, slash));
    this.path = http.substring(slash);
    this.whyNot = whyNot;
  }

  /**
   * @param passed called once, on the check's thread
   */
  void start(Runnable passed) {
    Thread thread =
        new Thread(
            () -> {
              if (askUntilReady()) {
                passed.run();
              }
            },
            "drover-ready");
    thread.setDaemon(true);
    thread.start();
  }

  private boolean askUntilReady() {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (true) {
        String why = ask();
        if (why == null) {
          return true;
        }
        if (!why.equals(lastWhyNot)) {
          lastWhyNot = why;
          whyNot.accept(why);
        }
        never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      // Nobody but the application could have: it stays unready, and the supervisor ends it.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Null when it is ready; else why it is not. */
  private String ask() {
    CompletionStage<PrivateDoor> opening = sockets.openPrivateDoor(port);
    try (PrivateDoor door = opening.toCompletableFuture().join()) {
      int status = StatusRequest.get(door.address(), path);
      return status >= 200 && status < 300 ? null : "GET " + path + " answered " + status;
    } catch (CompletionException e) {
      return "GET " + path + ": " + e.getCause().getMessage();
    } catch (IOException e) {
      return "GET " + path + " failed: " + e.getMessage();
    }
  }
}
