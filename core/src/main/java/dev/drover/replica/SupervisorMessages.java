package dev.drover.replica;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What the application and the supervisor's embedder say to each other. Safe for all threads. */
final class SupervisorMessages {
  /** Kept for the first handler; an application that never has one must not fill its heap. */
  static final int MAX_WAITING = 1_024;

  private final ReplicaChannel channel;
  private final Executor writer = writer();
  private final CopyOnWriteArrayList<Listening> handlers = new CopyOnWriteArrayList<>();

  /** Null once there has been a handler. A message may be null itself. */
  private Queue<Optional<Object>> waiting = new ArrayDeque<>();

  private boolean dropping;

  SupervisorMessages(ReplicaChannel channel) {
    this.channel = channel;
  }

  private record Listening(Context context, Handler<Object> handler) {
    void tell(Object body) {
      context.runOnContext(go -> handler.handle(body));
    }
  }

  /** Writing may block; a thread for as long as there is something to write. */
  private static Executor writer() {
    ThreadPoolExecutor writer =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "drover-messages");
              thread.setDaemon(true);
              return thread;
            });
    writer.allowCoreThreadTimeOut(true);
    return writer;
  }

  Future<Void> send(Object body) {
    String line = ChannelMessage.line(new ChannelMessage.Said(body));
    Context caller = Vertx.currentContext();
    Promise<Void> sent = Promise.promise();
    writer.execute(
        () -> {
          IOException failure = write(line);
          if (caller == null) {
            tell(sent, failure);
          } else {
            caller.runOnContext(go -> tell(sent, failure));
          }
        });
    return sent.future();
  }

  /** Writes it in its turn, on another thread; does nothing when the supervisor is gone. */
  void send(ChannelMessage message) {
    writer.execute(() -> channel.send(message));
  }

  private IOException write(String line) {
    try {
      channel.write(line);
      return null;
    } catch (IOException e) {
      return new IOException("the supervisor of this replica is gone: " + e.getMessage(), e);
    }
  }

  private static void tell(Promise<Void> sent, IOException failure) {
    if (failure == null) {
      sent.complete();
    } else {
      sent.fail(failure);
    }
  }

  synchronized Runnable onMessage(Vertx vertx, Handler<Object> handler) {
    Listening fresh = new Listening(vertx.getOrCreateContext(), handler);
    if (waiting != null) {
      waiting.forEach(body -> fresh.tell(body.orElse(null)));
      waiting = null;
    }
    handlers.add(fresh);
    return () -> handlers.remove(fresh);
  }

  synchronized void received(Object body) {
    if (waiting == null) {
      handlers.forEach(one -> one.tell(body));
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(Optional.ofNullable(body));
    } else if (!dropping) {
      dropping = true;
      System.err.println(
          "the supervisor's messages are dropped: no handler yet, and %d wait for one"
              .formatted(MAX_WAITING));
    }
  }
}
