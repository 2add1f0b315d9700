package dev.drover.bench;

import dev.drover.bridge.BridgeStream;
import dev.drover.bridge.BridgeStreamOptions;
import dev.drover.bridge.BusChannel;
import dev.drover.bridge.BusClient;
import dev.drover.bridge.BusPermissions;
import dev.drover.bridge.BusRule;
import dev.drover.bridge.OutputSpec;
import dev.drover.bridge.ProcessSpec;
import dev.drover.bridge.ProcessVerticle;
import dev.drover.bridge.StreamMode;
import dev.drover.cluster.DroverClusterManager;
import dev.drover.process.ChildProcess;
import dev.drover.process.SpawnOptions;
import dev.drover.process.Stdio;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What {@code bench/bridge.sh} measures: {@code Bridge SUBJECT WORKERS IN_FLIGHT WARMUP SECONDS},
 * or {@code Bridge stdout|stdout-cluster|write CLUSTER WARMUP SECONDS}. Prints {@code result
 * NUMBER}, per second.
 */
public final class Bridge {
  private static final String ADDRESS = "echo";
  private static final String READY = "ready";
  private static final String OUTPUT = "bytes";
  private static final JsonObject BODY =
      new JsonObject().put("item", "pear").put("count", 3).put("text", "x".repeat(32));

  private Bridge() {}

  /** Never ends by itself where it is the writer of a stream. */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "stdout" -> read(writer(Vertx.vertx()), number(args, 2), number(args, 3));
      case "stdout-cluster" -> read(member(args[1]), number(args, 2), number(args, 3));
      case "write" -> {
        writer(member(args[1]));
        System.out.println("writing");
        new CountDownLatch(1).await();
      }
      default -> {
        Vertx vertx = Vertx.vertx();
        serve(vertx, args[0], number(args, 1));
        ask(vertx, number(args, 2), number(args, 3), number(args, 4));
      }
    }
    System.exit(0);
  }

  private static int number(String[] args, int at) {
    return Integer.parseInt(args[at]);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Vertx member(String cluster) throws Exception {
    return await(
        Vertx.builder()
            .withClusterManager(DroverClusterManager.standalone(cluster))
            .buildClustered());
  }

  /** The consumers: verticles of this JVM, or children. */
  private static void serve(Vertx vertx, String subject, int workers) throws Exception {
    CountDownLatch ready = new CountDownLatch(workers);
    vertx.eventBus().consumer(READY, message -> ready.countDown());
    BusPermissions permissions =
        new BusPermissions(List.of(BusRule.address(READY)), List.of(BusRule.address(ADDRESS)));
    for (int i = 0; i < workers; i++) {
      if (subject.equals("jvm")) {
        await(vertx.deployVerticle(new Echo()));
        ready.countDown();
      } else {
        BusChannel.attach(vertx, await(fork(vertx, subject.equals("node"))), permissions);
      }
    }
    if (!ready.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the children are not ready");
    }
  }

  private static Future<ChildProcess> fork(Vertx vertx, boolean node) throws Exception {
    Path directory = Files.createTempDirectory("drover-bench");
    directory.toFile().deleteOnExit();
    BusClient client = node ? BusClient.NODE : BusClient.PYTHON;
    Path file = Files.writeString(directory.resolve(client.fileName()), client.source());
    file.toFile().deleteOnExit();
    SpawnOptions options = SpawnOptions.builder().stdio(Stdio.inherit()).build();
    return node
        ? ChildProcess.fork(vertx, "node", List.of("bench/bus-child.cjs", "" + file), options)
        : ChildProcess.fork(
            vertx, "python3", List.of("bench/bus_child.py", "" + directory), options);
  }

  private static final class Echo extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx
          .eventBus()
          .consumer(ADDRESS, message -> message.reply(message.body()))
          .completion();
    }
  }

  private static void ask(Vertx vertx, int inFlight, int warmup, int seconds) throws Exception {
    LongAdder answers = new LongAdder();
    vertx.runOnContext(
        go -> {
          for (int i = 0; i < inFlight; i++) {
            askAgain(vertx, answers);
          }
        });
    report(answers, warmup, seconds);
  }

  private static void askAgain(Vertx vertx, LongAdder answers) {
    vertx
        .eventBus()
        .request(ADDRESS, BODY)
        .onSuccess(
            reply -> {
              answers.increment();
              askAgain(vertx, answers);
            })
        .onFailure(
            failure -> {
              failure.printStackTrace();
              Runtime.getRuntime().halt(1);
            });
  }

  /** A child that writes for ever, to whoever grants credit. */
  private static Vertx writer(Vertx vertx) throws Exception {
    ProcessSpec zeros =
        ProcessSpec.proc(OUTPUT, "cat", "/dev/zero")
            .stdout(OutputSpec.byCredit(StreamMode.CHUNKS))
            .build();
    await(vertx.deployVerticle(new ProcessVerticle(zeros)));
    return vertx;
  }

  private static void read(Vertx vertx, int warmup, int seconds) throws Exception {
    LongAdder bytes = new LongAdder();
    BridgeStream<Buffer> stream =
        await(BridgeStream.buffers(vertx, OUTPUT + ".stdout", BridgeStreamOptions.DEFAULT));
    stream.handler(chunk -> bytes.add(chunk.length())).resume();
    report(bytes, warmup, seconds);
  }

  private static void report(LongAdder count, int warmup, int seconds) throws Exception {
    Thread.sleep(warmup * 1_000L);
    long before = count.sum();
    long start = System.nanoTime();
    Thread.sleep(seconds * 1_000L);
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf("result %.0f%n", (count.sum() - before) / took);
  }
}
