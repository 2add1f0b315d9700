package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;

/** Sends bytes through a {@code cat}, reads them slowly, and prints how many came. */
public final class SlowReaderMain {
  private static final long PAUSE_EVERY = 8 << 20;

  private SlowReaderMain() {}

  /**
   * @param args whether Vert.x has epoll loops; how many bytes
   */
  public static void main(String[] args) throws Exception {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(Boolean.parseBoolean(args[0])));
    long bytes = Long.parseLong(args[1]);
    long received = run(vertx, bytes).await();
    System.out.println(received + " of " + bytes);
    System.exit(0);
  }

  private static Future<Long> run(Vertx vertx, long bytes) {
    long[] received = {0, PAUSE_EVERY};
    return Future.all(
            ChildProcess.spawn(vertx, "head", "-c", Long.toString(bytes), "/dev/zero"),
            ChildProcess.spawn(vertx, "cat"))
        .compose(
            both -> {
              ChildProcess head = both.resultAt(0);
              ChildProcess cat = both.resultAt(1);
              cat.stdout()
                  .handler(
                      data -> {
                        received[0] += data.length();
                        if (received[0] > received[1]) {
                          received[1] += PAUSE_EVERY;
                          cat.stdout().pause();
                          vertx.setTimer(5, id -> cat.stdout().resume());
                        }
                      });
              return Future.join(List.of(head.stdout().pipeTo(cat.stdin()), cat.closed()));
            })
        .map(done -> received[0]);
  }
}
