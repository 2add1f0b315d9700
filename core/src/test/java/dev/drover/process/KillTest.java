package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KillTest extends OnEveryHost {

  @Test
  void aSignalIsReportedWithoutACode() throws Exception {
    ChildProcess child = spawn("cat");
    assertThat(child.kill()).isTrue();
    assertThat(await(child.closed())).isEqualTo(ExitStatus.signal(Signal.TERM));
  }

  @Test
  void signalsGoByNameAndByNumber() throws Exception {
    ChildProcess byName = spawn("cat");
    assertThat(byName.kill("sigkill")).isTrue();
    assertThat(await(byName.exit()).signal()).isEqualTo(Signal.KILL);
    ChildProcess byNumber = spawn("cat");
    assertThat(byNumber.kill(9)).isTrue();
    assertThat(await(byNumber.exit()).signal()).isEqualTo(Signal.KILL);
  }

  @Test
  void theTruthIsToldAboutASignalOfSomebodyElse() throws Exception {
    assumeTrue(host.isNative());
    assertThat(await(shell("kill -SEGV $$").exit()))
        .isEqualTo(ExitStatus.signal(Signal.of("SEGV")));
    assertThat(await(shell("exit 139").exit())).isEqualTo(ExitStatus.code(139));
  }

  @Test
  void anySignalCanBeSentWhereTheBackEndCan() throws Exception {
    ChildProcess child =
        shell("trap 'echo hup; exit 4' HUP; echo ready; while :; do sleep 0.05; done");
    Promise<Void> ready = Promise.promise();
    Buffer all = Buffer.buffer();
    child
        .stdout()
        .handler(
            data -> {
              all.appendBuffer(data);
              ready.tryComplete();
            });
    await(ready.future());
    if (host.isNative()) {
      assertThat(child.kill(Signal.HUP)).isTrue();
      assertThat(await(child.closed())).isEqualTo(ExitStatus.code(4));
      assertThat(all.toString()).isEqualTo("ready\nhup\n");
    } else {
      assertThatThrownBy(() -> child.kill(Signal.HUP)).hasMessageContaining("SIGHUP");
    }
  }

  @Test
  void aDeadChildGetsNoSignal() throws Exception {
    ChildProcess child = spawn("true");
    await(child.exit());
    assertThat(child.kill()).isFalse();
    assertThat(child.kill(Signal.KILL)).isFalse();
    await(child.closed());
    assertThat(child.killTree(Signal.KILL)).isFalse();
  }

  @Test
  void killTreeEndsGrandchildrenToo() throws Exception {
    ChildProcess child = shell("sleep 60 & sleep 60 & echo $!; wait");
    long grandchild = firstLine(child);
    assertThat(child.killTree(Signal.KILL)).isTrue();
    await(child.closed());
    awaitGone(grandchild);
  }

  @Test
  void killTreeMissesNoGrandchildThatIsJustBeingBorn() throws Exception {
    assumeTrue(host.isNative());
    for (ProcessGroup group : List.of(ProcessGroup.OWN, ProcessGroup.PARENT)) {
      SpawnOptions options = SpawnOptions.builder().processGroup(group).build();
      for (int round = 0; round < 10; round++) {
        ChildProcess child =
            spawn(options, "sh", "-c", "while :; do sleep 60 & echo $!; sleep 0.002; done");
        firstLine(child);
        child.stdout().handler(data -> {});
        assertThat(child.killTree(Signal.KILL)).isTrue();
        // It closes when nobody has its stdout any more.
        assertThat(await(child.closed())).isEqualTo(ExitStatus.signal(Signal.KILL));
      }
    }
  }

  @Test
  void killTreeReachesGrandchildrenThatOutliveTheChild() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess child = shell("sleep 60 & echo $!");
    long grandchild = firstLine(child);
    await(child.exit());
    assertThat(child.closed().isComplete()).isFalse();
    assertThat(child.killTree(Signal.KILL)).isTrue();
    await(child.closed());
    awaitGone(grandchild);
  }

  @Test
  void aChildInTheJvmsGroupIsKilledWithItsDescendantsAndNobodyElse() throws Exception {
    SpawnOptions options = SpawnOptions.builder().processGroup(ProcessGroup.PARENT).build();
    ChildProcess bystander = spawn(options, "cat");
    ChildProcess child = spawn(options, "sh", "-c", "sleep 60 & sleep 60 & echo $!; wait");
    long grandchild = firstLine(child);
    assertThat(child.killTree(Signal.KILL)).isTrue();
    assertThat(await(child.closed())).isEqualTo(ExitStatus.signal(Signal.KILL));
    awaitGone(grandchild);
    assertThat(bystander.exit().isComplete()).isFalse();
  }

  @Test
  void aStoppedChildCanBeKilled() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess child = spawn("cat");
    child.kill(Signal.STOP);
    child.kill(Signal.KILL);
    assertThat(await(child.closed())).isEqualTo(ExitStatus.signal(Signal.KILL));
  }

  @Test
  void aTimeoutOfASpawnedChildEndsIt() throws Exception {
    ChildProcess child =
        spawn(SpawnOptions.builder().timeout(Duration.ofMillis(100)).build(), "cat");
    assertThat(await(child.closed()).signal()).isEqualTo(Signal.TERM);
    assertThat(child.stopCause()).contains(StopCause.TIMEOUT);
  }

  @Test
  void aGrandchildThatHoldsThePipeDoesNotOutlastATimeout() throws Exception {
    assumeTrue(host.isNative());
    SpawnOptions options =
        SpawnOptions.builder()
            .timeout(Duration.ofMillis(300))
            .forceKillAfter(Duration.ofMillis(300))
            .listener(heldUntil(OnEveryHost::isZombie))
            .build();
    ChildProcess child = spawn(options, "sh", "-c", "setsid sleep 5 & exit 0");
    child.stdout().handler(data -> {});
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
    assertThat(child.duration()).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void undeployingAVerticleEndsItsChildren() throws Exception {
    Promise<ChildProcess> spawned = Promise.promise();
    String id = await(vertx.deployVerticle(new Spawning(spawned)));
    ChildProcess child = await(spawned.future());
    await(vertx.undeploy(id));
    assertThat(child.exit().result()).isEqualTo(ExitStatus.signal(Signal.TERM));
    assertThat(child.stopCause()).contains(StopCause.CLOSED);
  }

  private static final class Spawning extends VerticleBase {
    private final Promise<ChildProcess> spawned;

    Spawning(Promise<ChildProcess> spawned) {
      this.spawned = spawned;
    }

    @Override
    public Future<?> start() {
      return ChildProcess.spawn(vertx, "cat").onComplete(spawned);
    }
  }

  @Test
  void closingVertxEndsChildrenButNotDetachedOnes() throws Exception {
    Vertx other = host.start();
    ChildProcess child = await(ChildProcess.spawn(other, "cat"));
    Optional<ChildProcess> detached = Optional.empty();
    if (host.isNative()) {
      SpawnOptions options = SpawnOptions.builder().detached(true).stdio(Stdio.ignore()).build();
      detached = Optional.of(await(ChildProcess.spawn(other, "sleep", List.of("60"), options)));
    }
    await(other.close());
    awaitGone(child.pid());
    if (detached.isPresent()) {
      ProcessHandle alive = ProcessHandle.of(detached.get().pid()).orElseThrow();
      assertThat(alive.isAlive()).isTrue();
      assertThat(alive.destroyForcibly()).isTrue();
    }
  }

  @Test
  void aDetachedChildOfAVertxThatHasClosedStaysNoZombie() throws Exception {
    assumeTrue(host.isNative());
    for (int round = 0; round < 3; round++) {
      Vertx other = host.start();
      SpawnOptions options = SpawnOptions.builder().detached(true).stdio(Stdio.ignore()).build();
      ChildProcess child = await(ChildProcess.spawn(other, "sleep", List.of("60"), options));
      await(other.close());
      ProcessHandle alive = ProcessHandle.of(child.pid()).orElseThrow();
      assertThat(alive.destroyForcibly()).isTrue();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (Files.exists(Path.of("/proc/" + child.pid()))) {
        assertThat(System.nanoTime()).as("%d is a zombie", child.pid()).isLessThan(deadline);
        // Each start takes away those that have ended.
        await(ChildProcess.execFile(vertx, "true"));
      }
    }
  }

  @Test
  void whatAChildLeavesInItsGroupEndsWithItIfAskedFor() throws Exception {
    SpawnOptions options = SpawnOptions.builder().killGroupAtExit(true).build();
    Future<ChildProcess> spawned =
        ChildProcess.spawn(vertx, "sh", List.of("-c", "sleep 60 & echo $!; exit 3"), options);
    if (!host.isNative()) {
      assertThat(failure(spawned)).hasMessageContaining("a process group of the child's own");
      return;
    }
    ChildProcess child = await(spawned);
    long left = firstLine(child);
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(3));
    awaitGone(left);
  }

  @Test
  void aClosedOutputIsNotWaitedForAndLosesNothing() throws Exception {
    // More pieces than wait in this JVM, so that the rest is in the pipe when the child ends.
    String pieces = "for i in $(seq 20); do printf x; sleep 0.02; done; head -c 60000 /dev/zero; ";
    ChildProcess child = shell(pieces + "setsid sleep 20 & exit 0");
    child.stdout().pause();
    Future<Buffer> all = collect(child.stdout());
    await(child.exit());
    assertThat(child.closed().isComplete()).isFalse();
    child.stdout().close();
    child.stderr().close();
    await(child.closed());
    child.stdout().resume();
    if (host.isNative()) {
      assertThat(await(all).length()).isEqualTo(60_020);
    }
  }

  @Test
  void aChildWithAGraceSeesTheEndOfItsInputWhenVertxClosesAndEndsByItself() throws Exception {
    Vertx other = host.start();
    SpawnOptions options = SpawnOptions.builder().orphanGrace(Duration.ofSeconds(20)).build();
    List<String> script = List.of("-c", "echo 1; cat; sleep 0.3; exit 6");
    ChildProcess child = await(ChildProcess.spawn(other, "sh", script, options));
    firstLine(child);
    await(other.close());
    assertThat(child.exit().result()).isEqualTo(ExitStatus.code(6));
  }

  @Test
  void aChildThatIsDeafIsKilledWhenItsGraceIsOver() throws Exception {
    Vertx other = host.start();
    SpawnOptions options = SpawnOptions.builder().orphanGrace(Duration.ofMillis(700)).build();
    List<String> script = List.of("-c", "echo 1; exec sleep 60");
    ChildProcess child = await(ChildProcess.spawn(other, "sh", script, options));
    firstLine(child);
    await(other.close());
    assertThat(child.exit().result()).isEqualTo(ExitStatus.signal(Signal.KILL));
    assertThat(child.duration()).isGreaterThan(Duration.ofMillis(600));
  }

  private static long firstLine(ChildProcess child) throws Exception {
    Promise<String> line = Promise.promise();
    child.stdout().lines().handler(line::tryComplete);
    return Long.parseLong(await(line.future()));
  }

  private static void awaitGone(long pid) throws Exception {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isPresent()) {
      handle.get().onExit().get(20, TimeUnit.SECONDS);
    }
  }
}
