package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Children under unkind conditions, many at once. */
class StressTest extends OnEveryHost {

  @Test
  void eightEventLoopsSpawnAtOnceAndEachHearsOfItsOwn() throws Exception {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(host == Host.NATIVE_ON_EPOLL)
            .setEventLoopPoolSize(8);
    Vertx eight = Vertx.vertx(options);
    try {
      Set<Thread> loops = ConcurrentHashMap.newKeySet();
      List<Future<Void>> chains = new ArrayList<>();
      for (int loop = 0; loop < 8; loop++) {
        Promise<Void> done = Promise.promise();
        chains.add(done.future());
        int left = size(10, 500);
        ((VertxInternal) eight)
            .createEventLoopContext()
            .runOnContext(
                go -> {
                  loops.add(Thread.currentThread());
                  runOneByOne(eight, Thread.currentThread(), left).onComplete(done);
                });
      }
      await(Future.all(chains));
      assertThat(loops).hasSize(8);
    } finally {
      await(eight.close());
    }
  }

  private static Future<Void> runOneByOne(Vertx vertx, Thread loop, int left) {
    if (left == 0) {
      return Future.succeededFuture();
    }
    String text = loop.getName() + " " + left;
    return ChildProcess.execFile(vertx, "echo", text)
        .compose(
            result -> {
              assertThat(Thread.currentThread()).isSameAs(loop);
              assertThat(result.stdout().text()).isEqualTo(text + "\n");
              return runOneByOne(vertx, loop, left - 1);
            });
  }

  @Test
  void stoppedChildrenHoldNobodyUpAndLoseNothing() throws Exception {
    int count = size(20, 400);
    List<ChildProcess> stopped = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stopped.add(spawn("cat"));
    }
    for (ChildProcess child : stopped) {
      signal("STOP", child);
      child.stdin().end(Buffer.buffer("kept"));
    }
    assertThat(await(ChildProcess.execFile(vertx, "echo", "x")).stdout().text()).isEqualTo("x\n");
    assertThat(stopped).noneMatch(child -> child.exit().isComplete());
    for (ChildProcess child : stopped) {
      signal("CONT", child);
    }
    for (ChildProcess child : stopped) {
      assertThat(text(child.stdout())).isEqualTo("kept");
      assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
    }
  }

  /** From outside, as somebody else may do it; the JDK's children know no such signals either. */
  private static void signal(String name, ChildProcess child) throws Exception {
    Process kill = new ProcessBuilder("kill", "-s", name, "" + child.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void aSlowReaderNeedsNoMoreMemoryThanItsHeap() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    long bytes = (long) size(128, 1024) << 20;
    List<String> command =
        List.of(
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=16m",
            "-Ddrover.process=" + host.backend,
            "-cp",
            System.getProperty("java.class.path"),
            SlowReaderMain.class.getName(),
            Boolean.toString(host == Host.NATIVE_ON_EPOLL),
            Long.toString(bytes));
    ProcessResult result = await(ChildProcess.execFile(vertx, java, command, ExecOptions.DEFAULTS));
    assertThat(result.stdout().text()).isEqualTo(bytes + " of " + bytes + "\n");
  }
}
