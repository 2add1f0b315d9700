package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many children, much data; nothing may be left behind. */
class LoadTest extends OnEveryHost {
  private static final int IN_FLIGHT = 64;

  private static long descriptors() throws Exception {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(LoadTest::target)
          .filter(name -> name.startsWith("pipe:") || name.contains("pidfd"))
          .count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (java.io.IOException gone) {
      return "";
    }
  }

  private static long threads() throws Exception {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
      return all.count();
    }
  }

  /** Children that are zombies. */
  private static long zombies() {
    return ProcessHandle.current().children().filter(LoadTest::isZombie).count();
  }

  private static boolean isZombie(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
    } catch (java.io.IOException gone) {
      return false;
    }
  }

  @Test
  void shortChildrenLeaveNothingBehind() throws Exception {
    await(ChildProcess.exec(vertx, "true"));
    long before = descriptors();
    long threadsBefore = threads();
    int total = size(300, 10_000);
    AtomicInteger started = new AtomicInteger();
    List<Future<Void>> chains = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      chains.add(runUntil(total, started));
    }
    await(Future.all(chains));
    assertThat(zombies()).isZero();
    if (host.isNative()) {
      assertThat(threads() - threadsBefore).isLessThanOrEqualTo(2);
    }
    // The descriptors close after the batch of events that brought the end.
    for (int i = 0; descriptors() > before && i < 100; i++) {
      await(vertx.timer(50));
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }

  /** Spawns one after the other; every exit code and every output must be the child's own. */
  private Future<Void> runUntil(int total, AtomicInteger started) {
    int number = started.incrementAndGet();
    if (number > total) {
      return Future.succeededFuture();
    }
    return ChildProcess.spawn(vertx, "sh", "-c", "echo " + number + "; exit " + number % 100)
        .compose(
            child -> {
              Future<Buffer> output = collect(child.stdout());
              return Future.all(output, child.closed());
            })
        .compose(
            both -> {
              assertThat(both.<Buffer>resultAt(0).toString()).isEqualTo(number + "\n");
              assertThat(both.<ExitStatus>resultAt(1)).isEqualTo(ExitStatus.code(number % 100));
              return runUntil(total, started);
            });
  }

  @Test
  void liveChildrenCostNoThreads() throws Exception {
    assumeTrue(host.isNative());
    await(ChildProcess.exec(vertx, "true"));
    int count = size(100, 2_000);
    long before = threads();
    List<Future<ChildProcess>> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starting.add(ChildProcess.spawn(vertx, "cat"));
    }
    await(Future.all(starting));
    assertThat(threads() - before).isLessThanOrEqualTo(2);
    List<Future<Buffer>> echoes = new ArrayList<>();
    for (Future<ChildProcess> child : starting) {
      echoes.add(collect(child.result().stdout()));
      child.result().stdin().end(Buffer.buffer("x" + child.result().pid()));
    }
    await(Future.all(echoes));
    for (int i = 0; i < count; i++) {
      assertThat(echoes.get(i).result().toString()).isEqualTo("x" + starting.get(i).result().pid());
    }
  }

  @Test
  void muchDataGoesThroughCatToASlowReader() throws Exception {
    long total = (long) size(64, 1024) << 20;
    ChildProcess source = spawn("head", "-c", Long.toString(total), "/dev/zero");
    ChildProcess cat = spawn("cat");
    AtomicLong received = new AtomicLong();
    AtomicInteger chunks = new AtomicInteger();
    Promise<Void> end = Promise.promise();
    cat.stdout().endHandler(end::complete);
    cat.stdout()
        .handler(
            data -> {
              received.addAndGet(data.length());
              if (chunks.incrementAndGet() % 50 == 0) {
                cat.stdout().pause();
                vertx.setTimer(2, id -> cat.stdout().resume());
              }
            });
    source.stdout().pipeTo(cat.stdin());
    await(end.future());
    assertThat(received.get()).isEqualTo(total);
  }

  @Test
  void multiByteTextSurvivesChunkBorders() throws Exception {
    // 20 bytes each: 100 MB at full size.
    int lines = size(20_000, 5_000_000);
    ChildProcess child = shell("yes 'grüße 中文 🙂' | head -n " + lines);
    AtomicInteger count = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    Promise<Void> end = Promise.promise();
    var text = child.stdout().lines();
    text.endHandler(end::complete);
    text.handler(
        line -> {
          count.incrementAndGet();
          if (!line.equals("grüße 中文 🙂")) {
            wrong.incrementAndGet();
          }
        });
    await(end.future());
    assertThat(wrong.get()).isZero();
    assertThat(count.get()).isEqualTo(lines);
  }

  @Test
  void runningOutOfDescriptorsIsACleanFailure() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        "ulimit -n 200; exec '%s' -Xmx64m -XX:-MaxFDLimit -Ddrover.process=%s -cp '%s' %s 2>/dev/null"
            .formatted(
                java,
                host.backend,
                System.getProperty("java.class.path"),
                EmfileMain.class.getName());
    ProcessResult result = await(ChildProcess.exec(vertx, command));
    assertThat(result.stdout().text().lines()).containsExactly("TOO_MANY_DESCRIPTORS", "works", "");
  }

  @Test
  void runningOutOfMemoryIsACleanFailure() throws Exception {
    assumeTrue(host == Host.NATIVE_BESIDE_NIO, "that JVM chooses its own");
    SpawnOptions quiet = SpawnOptions.builder().stderr(Stdio.ignore()).build();
    ChildProcess jvm =
        spawn(
            quiet,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xms64m",
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:+AlwaysPreTouch",
            "-cp",
            System.getProperty("java.class.path"),
            EnomemMain.class.getName());
    List<String> told = new ArrayList<>();
    Promise<Void> end = Promise.promise();
    var lines = jvm.stdout().lines();
    lines.endHandler(end::complete);
    lines.handler(
        line -> {
          told.add(line);
          // From outside: who is out of memory cannot start the program that helps.
          limitMemory(jvm.pid(), told.size() == 1)
              .onComplete(done -> jvm.stdin().write(Buffer.buffer("\n")));
        });
    await(end.future());
    assertThat(told).containsExactly("ready", "OUT_OF_RESOURCES ENOMEM", "works");
    assertThat(await(jvm.closed()).isSuccess()).isTrue();
  }

  /** Lets a process map nothing more, or as much as ever. */
  private Future<?> limitMemory(long pid, boolean nothing) {
    String mapped = "$(($(awk '/VmSize/ {print $2}' /proc/" + pid + "/status) * 1024))";
    String limit = nothing ? mapped : "unlimited";
    return ChildProcess.exec(vertx, "prlimit --pid " + pid + " --as=" + limit + ":");
  }
}
