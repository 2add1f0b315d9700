package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.config.StopPolicy;
import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.process.SpawnOptions;
import dev.drover.process.Stdio;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two members: children live at {@code near}, who asks and reads is {@code far}. */
@Timeout(900)
class BridgeClusterTest {
  /** Of a child to a slow reader; a whole GiB when asked for. */
  private static final long MEBIBYTES = Long.getLong("drover.test.bridge.mebibytes", 16);

  private static final StopPolicy SOON =
      new StopPolicy(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final String cluster = "bridge-" + UUID.randomUUID();
  private Vertx near;
  private Vertx far;

  @BeforeEach
  void join() {
    near = member(cluster);
    far = member(cluster);
  }

  private static Vertx member(String cluster) {
    return Vertx.builder()
        .withClusterManager(DroverClusterManager.standalone(cluster))
        .buildClustered()
        .await();
  }

  @AfterEach
  void close() {
    Future.join(near.close(), far.close()).await();
  }

  private static String deploy(Vertx vertx, ProcessSpecBuilder spec) throws Exception {
    return ChildrenOnTheBus.await(
        vertx.deployVerticle(new ProcessVerticle(spec.stop(SOON).build())));
  }

  private static Object ask(Vertx vertx, String address, Object body) throws Exception {
    return ChildrenOnTheBus.await(vertx.eventBus().request(address, body)).body();
  }

  @Test
  void requestsOutputAndEventsCrossMembers() throws Exception {
    LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    for (String address : new String[] {"echo.stderr", "echo.events"}) {
      ChildrenOnTheBus.await(
          far.eventBus().consumer(address, message -> seen.add(message.body())).completion());
    }
    deploy(
        near, ProcessSpec.shell("echo", "while read -r x; do echo \"$x\"; echo e-$x 1>&2; done"));

    assertThat(ask(far, "echo", "hi")).isEqualTo("hi");

    Set<Object> all = new HashSet<>();
    while (!all.contains("e-hi")) {
      all.add(ChildrenOnTheBus.next(seen));
    }
    assertThat(all)
        .anyMatch(
            one -> one instanceof JsonObject event && event.getString("event").equals("ready"));
  }

  @Test
  void childrenInBothMembersShareTheAddressAndFailuresKeepTheirCodes() throws Exception {
    String script = "while read -r x; do [ $x = die ] && exit 1; echo $$; done";
    deploy(near, ProcessSpec.shell("pool", script));
    deploy(far, ProcessSpec.shell("pool", script));
    Set<Object> pids = new HashSet<>();
    while (pids.size() < 2) {
      pids.add(ask(far, "pool", "x"));
    }

    deploy(near, ProcessSpec.shell("mortal", script));
    Throwable failure = ChildrenOnTheBus.failure(far.eventBus().request("mortal", "die"));

    assertThat(((ReplyException) failure).failureCode())
        .isEqualTo(BridgeFailure.CHILD_EXITED.code());
    assertThat(ask(far, "mortal", "x")).isNotNull();
  }

  @Test
  void aSlowReaderInAnotherJvmLosesNothingAndHoldsTheChild() throws Exception {
    long bytes = MEBIBYTES << 20;
    LinkedBlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    ChildrenOnTheBus.await(
        far.eventBus()
            .<JsonObject>consumer("flood.events", message -> events.add(message.body()))
            .completion());
    ChildProcess member = floodMember(bytes);
    long pid = ChildrenOnTheBus.next(events).getLong("pid");
    BridgeStreamOptions options = BridgeStreamOptions.DEFAULT.withCredit(512 * 1024);
    BridgeStream<Buffer> stream =
        ChildrenOnTheBus.await(BridgeStream.buffers(far, "flood.stdout", options));
    long[] got = {0};
    Promise<Long> all = Promise.promise();
    stream.exceptionHandler(all::tryFail).endHandler(end -> all.tryComplete(got[0]));
    Promise<Void> some = Promise.promise();
    stream.handler(
        chunk -> {
          got[0] += chunk.length();
          if (got[0] > bytes / 4 && some.tryComplete()) {
            stream.pause();
          }
        });
    stream.resume();
    awaitAll(some.future());

    ChildState.awaitBlockedInWrite(pid);
    // What has left the child and was not read is in pipes and credit: a fixed amount.
    long written = ChildState.bytesWritten(pid);
    assertThat(written - got[0]).isLessThan(6 << 20);
    stream.resume();

    assertThat(awaitAll(all.future())).isEqualTo(bytes);
    member.stdin().end();
    assertThat(ChildrenOnTheBus.await(member.exit())).isEqualTo(ExitStatus.code(0));
  }

  /** Its heap is a fraction of what its child writes when that is a GiB. */
  private ChildProcess floodMember(long bytes) throws Exception {
    List<String> command =
        List.of(
            "-Xmx48m",
            "-cp",
            System.getProperty("java.class.path"),
            FloodMember.class.getName(),
            cluster,
            String.valueOf(bytes));
    SpawnOptions options =
        SpawnOptions.builder().stdout(Stdio.ignore()).stderr(Stdio.inherit()).build();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return ChildrenOnTheBus.await(ChildProcess.spawn(far, java, command, options));
  }

  /** However slow the machine is. */
  private static <T> T awaitAll(Future<T> future) throws Exception {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(30 + MEBIBYTES / 2, TimeUnit.SECONDS);
  }

  @Test
  void aMemberThatLeavesIsAReaderLostAndTheNextReadsOn() throws Exception {
    LinkedBlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    near.eventBus().<JsonObject>consumer("lines.events", message -> events.add(message.body()));
    deploy(near, ProcessSpec.shell("lines", "yes").stdout(OutputSpec.byCredit(StreamMode.LINES)));
    BridgeStreamOptions hasty = BridgeStreamOptions.DEFAULT.withPatience(Duration.ofMillis(500));
    ChildrenOnTheBus.await(BridgeStream.lines(far, "lines.stdout", hasty));

    ChildrenOnTheBus.await(far.close());

    JsonObject event;
    do {
      event = ChildrenOnTheBus.next(events);
    } while (!event.getString("event").equals("error"));
    assertThat(event.getString("code")).isEqualTo("CONSUMER_LOST");
    BridgeStream<String> next =
        ChildrenOnTheBus.await(BridgeStream.lines(near, "lines.stdout", hasty));
    LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
    next.handler(got::add).fetch(1);
    assertThat(ChildrenOnTheBus.next(got)).isEqualTo("y");
  }
}
