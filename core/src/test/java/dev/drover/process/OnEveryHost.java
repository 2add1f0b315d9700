package dev.drover.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that run with each back end, with real children. */
@ParameterizedClass
@EnumSource(Host.class)
abstract class OnEveryHost {
  /** Per cent of the full size that the tests of load have; see {@link #size}. */
  private static final int LOAD = Integer.getInteger("drover.test.load", 0);

  private static final int DEADLINE_SECONDS = 30 + 6 * LOAD;

  @Parameter Host host;
  Vertx vertx;

  @BeforeEach
  void startVertx() {
    vertx = host.start();
  }

  /** Ends every child of the test, too. */
  @AfterEach
  void closeVertx() throws Exception {
    await(vertx.close());
    System.clearProperty(Backends.PROPERTY);
  }

  /** How much a test of load does: little, or with {@code -Ddrover.test.load=100} everything. */
  static int size(int small, int full) {
    return Math.max(small, (int) ((long) full * LOAD / 100));
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Keeps who spawns, and the child's timeout, waiting until the child has come this far: how soon
   * it gets the CPU is up to the machine.
   */
  static ProcessListener heldUntil(Predicate<ChildProcess> hasComeSoFar) {
    return new ProcessListener() {
      @Override
      public void spawned(ChildProcess child) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!hasComeSoFar.test(child) && System.nanoTime() < deadline) {
          LockSupport.parkNanos(5_000_000);
        }
      }
    };
  }

  /** Whether it has ended, and nobody has been told of it yet. */
  static boolean isZombie(ChildProcess child) {
    try {
      String stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      return false;
    }
  }

  /** What the future fails with. */
  static Throwable failure(Future<?> future) throws Exception {
    return await(future.<Throwable>map(value -> null).recover(Future::succeededFuture));
  }

  ChildProcess spawn(SpawnOptions options, String command, String... args) throws Exception {
    return await(ChildProcess.spawn(vertx, command, List.of(args), options));
  }

  ChildProcess spawn(String command, String... args) throws Exception {
    return spawn(SpawnOptions.DEFAULTS, command, args);
  }

  ChildProcess shell(String text) throws Exception {
    return spawn("/bin/sh", "-c", text);
  }

  /** All that comes until the end. */
  static Future<Buffer> collect(ChildOutput output) {
    Buffer all = Buffer.buffer();
    Promise<Buffer> done = Promise.promise();
    output.endHandler(end -> done.complete(all)).handler(all::appendBuffer);
    return done.future();
  }

  static String text(ChildOutput output) throws Exception {
    return await(collect(output)).toString();
  }

  ChildProcess fork(String command, String... args) throws Exception {
    return fork(SpawnOptions.DEFAULTS, command, args);
  }

  ChildProcess fork(SpawnOptions options, String command, String... args) throws Exception {
    assumeTrue(isInstalled(command), command + " is not installed");
    return await(ChildProcess.fork(vertx, command, List.of(args), options));
  }

  private static boolean isInstalled(String command) {
    for (String entry : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(entry, command))) {
        return true;
      }
    }
    return false;
  }

  /** The next so many messages. */
  static Future<List<Object>> messages(Channel channel, int count) {
    List<Object> received = new ArrayList<>();
    Promise<List<Object>> all = Promise.promise();
    channel.handler(
        message -> {
          received.add(message);
          if (received.size() == count) {
            all.tryComplete(received);
          }
        });
    return all.future();
  }
}
