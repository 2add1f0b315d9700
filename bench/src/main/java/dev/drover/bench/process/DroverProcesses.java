package dev.drover.bench.process;

import dev.drover.process.Channel;
import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.process.SpawnOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Drover, all of it on one event loop. */
final class DroverProcesses implements Subject {
  private final Vertx vertx;
  private final Context context;
  private final boolean keeping;

  private DroverProcesses(boolean epoll, boolean keeping) {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(epoll));
    context = vertx.getOrCreateContext();
    this.keeping = keeping;
  }

  /**
   * @param args {@code epoll}, {@code epoll-kept} (chunks of output that may be kept) or {@code
   *     nio} (where they always may), then the row
   */
  public static void main(String[] args) throws Exception {
    Subject subject =
        new DroverProcesses(args[0].startsWith("epoll"), args[0].equals("epoll-kept"));
    Subject.run(subject, Arrays.copyOfRange(args, 1, args.length));
  }

  private interface Task<T> {
    Future<T> start();
  }

  private <T> T onContext(Task<T> task) {
    Promise<T> done = Promise.promise();
    context.runOnContext(go -> task.start().onComplete(done));
    return done.future().await();
  }

  @Override
  public Spawned spawn(int inFlight, double seconds) {
    return onContext(() -> new Spawning(seconds).start(inFlight));
  }

  private final class Spawning {
    private final long end;
    private long count;
    private long blocked;

    Spawning(double seconds) {
      end = System.nanoTime() + (long) (seconds * 1e9);
    }

    Future<Spawned> start(int inFlight) {
      List<Promise<Void>> chains = new ArrayList<>();
      for (int i = 0; i < inFlight; i++) {
        chains.add(Promise.promise());
      }
      chains.forEach(this::next);
      return Future.all(chains.stream().map(Promise::future).toList())
          .map(all -> new Spawned(count, blocked / 1e9));
    }

    private void next(Promise<Void> chain) {
      long begun = System.nanoTime();
      Future<ChildProcess> child = ChildProcess.spawn(vertx, "/bin/true");
      blocked += System.nanoTime() - begun;
      child
          .compose(ChildProcess::closed)
          .onSuccess(
              status -> {
                if (!status.equals(ExitStatus.code(0))) {
                  chain.fail(status.toString());
                  return;
                }
                count++;
                if (System.nanoTime() < end) {
                  next(chain);
                } else {
                  chain.complete();
                }
              })
          .onFailure(chain::fail);
    }
  }

  @Override
  public long output(List<String> command) {
    long[] received = {0};
    String[] arguments = command.subList(1, command.size()).toArray(String[]::new);
    return onContext(
        () ->
            ChildProcess.spawn(vertx, command.get(0), arguments)
                .compose(
                    child -> {
                      Handler<Buffer> counter = data -> received[0] += data.length();
                      if (keeping) {
                        child.stdout().handler(counter);
                      } else {
                        child.stdout().onRead(counter);
                      }
                      return child.closed();
                    })
                .map(status -> received[0]));
  }

  @Override
  public Echoed echo(int children, int lines) throws Exception {
    List<ChildProcess> all = onContext(() -> startCats(children));
    double started = System.nanoTime() / 1e9;
    onContext(() -> Future.all(all.stream().map(cat -> echo(cat, lines)).toList()));
    double echoed = System.nanoTime() / 1e9;
    long threads = Proc.threads();
    double rss = Proc.rssMib();
    onContext(() -> Future.all(all.stream().map(DroverProcesses::end).toList()));
    return new Echoed(started, echoed, System.nanoTime() / 1e9, threads, rss);
  }

  private Future<List<ChildProcess>> startCats(int count) {
    List<Future<ChildProcess>> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starting.add(ChildProcess.spawn(vertx, "cat"));
    }
    return Future.all(starting).map(all -> all.<ChildProcess>list());
  }

  private static Future<Void> echo(ChildProcess cat, int lines) {
    Buffer line = Buffer.buffer(LINE);
    Promise<Void> done = Promise.promise();
    int[] seen = {0};
    cat.stdout()
        .handler(
            data -> {
              seen[0] += data.length();
              if (seen[0] == lines * LINE.length) {
                done.complete();
              } else if (seen[0] % LINE.length == 0) {
                cat.stdin().write(line);
              }
            });
    cat.stdin().write(line);
    return done.future();
  }

  private static Future<ExitStatus> end(ChildProcess cat) {
    cat.stdin().end();
    return cat.closed();
  }

  @Override
  public long pingPong(int inFlight, double seconds) {
    return onContext(
        () ->
            ChildProcess.fork(
                    vertx, "node", List.of("bench/process/echo.js"), SpawnOptions.DEFAULTS)
                .compose(
                    child ->
                        exchange(child.channel(), inFlight, seconds)
                            .compose(count -> child.channel().disconnect().map(count))
                            .compose(count -> child.closed().map(count))));
  }

  /** The time counts from the first answer: until then Node is starting. */
  private static Future<Long> exchange(Channel channel, int inFlight, double seconds) {
    Promise<Long> done = Promise.promise();
    long[] state = {0, 0, inFlight};
    channel.handler(
        message -> {
          long now = System.nanoTime();
          state[0] = state[0] == 0 ? now : state[0];
          JsonObject object = (JsonObject) message;
          if (now - state[0] < seconds * 1e9) {
            state[1]++;
            channel.send(object.put("n", object.getInteger("n") + 1));
          } else if (--state[2] == 0) {
            done.complete(state[1]);
          }
        });
    for (int i = 0; i < inFlight; i++) {
      channel.send(new JsonObject().put("n", 0).put("text", "hello, child"));
    }
    return done.future();
  }
}
