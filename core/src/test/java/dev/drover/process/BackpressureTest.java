package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackpressureTest extends OnEveryHost {

  /** Bytes it has written so far. */
  private static long written(ChildProcess child) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/" + child.pid() + "/io"))) {
      if (line.startsWith("wchar:")) {
        return Long.parseLong(line.substring("wchar:".length()).strip());
      }
    }
    return 0;
  }

  /** Once the child has not written for a while. */
  private long writtenWhenBlocked(ChildProcess child) throws Exception {
    long before = -1;
    for (int i = 0; i < 100; i++) {
      long now = written(child);
      if (now == before) {
        return now;
      }
      before = now;
      await(vertx.timer(150));
    }
    throw new AssertionError("the child goes on writing");
  }

  @Test
  void aChildBlocksUntilThereIsAHandler() throws Exception {
    ChildProcess child = spawn("yes");
    assertThat(writtenWhenBlocked(child)).isLessThan(512 * 1024);
  }

  @Test
  void pauseBlocksTheChildAndResumeLetsItGoOn() throws Exception {
    ChildProcess child = spawn("yes");
    AtomicLong received = new AtomicLong();
    Promise<Void> enough = Promise.promise();
    child
        .stdout()
        .handler(
            data -> {
              if (received.addAndGet(data.length()) > 3_000_000) {
                child.stdout().pause();
                enough.tryComplete();
              }
            });
    await(enough.future());
    long blocked = writtenWhenBlocked(child);
    assertThat(blocked - received.get()).isLessThan(4_000_000);
    long before = received.get();
    Promise<Void> more = Promise.promise();
    child.stdout().handler(data -> more.tryComplete()).resume();
    await(more.future());
    assertThat(received.get()).isEqualTo(before);
  }

  @Test
  void fetchDeliversThatManyChunks() throws Exception {
    ChildProcess child = spawn("yes");
    List<Buffer> chunks = new ArrayList<>();
    Promise<Void> two = Promise.promise();
    child.stdout().pause();
    child
        .stdout()
        .handler(
            data -> {
              chunks.add(data);
              if (chunks.size() == 2) {
                two.complete();
              }
            });
    child.stdout().fetch(2);
    await(two.future());
    writtenWhenBlocked(child);
    assertThat(chunks).hasSize(2);
  }

  @Test
  void nothingIsLostBeforeALateHandlerEvenAfterClose() throws Exception {
    ChildProcess child = spawn("head", "-c", "60000", "/dev/zero");
    await(child.closed());
    assertThat(await(collect(child.stdout())).length()).isEqualTo(60_000);
  }

  @Test
  void closeComesAfterWhatWasKeptForALateHandler() throws Exception {
    for (int round = 0; round < 20; round++) {
      ChildProcess child = spawn("head", "-c", "50000", "/dev/zero");
      await(child.closed());
      AtomicLong received = new AtomicLong();
      child.stdout().handler(data -> received.addAndGet(data.length()));
      await(child.closed());
      assertThat(received.get()).isEqualTo(50_000);
    }
  }

  @Test
  void closeComesEvenIfNobodyEverReads() throws Exception {
    assertThat(await(shell("echo x; echo y >&2; exit 5").closed())).isEqualTo(ExitStatus.code(5));
  }

  @Test
  void closeWaitsForAReaderThatPauses() throws Exception {
    ChildProcess child = spawn("head", "-c", "200000", "/dev/zero");
    AtomicLong received = new AtomicLong();
    child
        .stdout()
        .handler(
            data -> {
              received.addAndGet(data.length());
              child.stdout().pause();
              vertx.setTimer(20, id -> child.stdout().resume());
            });
    await(child.closed());
    assertThat(received.get()).isEqualTo(200_000);
  }

  @Test
  void whatComesWithoutAHandlerWaitsForTheNext() throws Exception {
    ChildProcess child = shell("echo one; read x; echo two");
    Promise<Buffer> first = Promise.promise();
    child.stdout().handler(first::tryComplete);
    assertThat(await(first.future()).toString()).isEqualTo("one\n");
    child.stdout().handler(null);
    child.stdin().end(Buffer.buffer("go\n"));
    await(child.exit());
    assertThat(text(child.stdout())).isEqualTo("two\n");
  }

  @Test
  void noByteIsLostAtTheExit() throws Exception {
    for (int round = 0; round < 41; round++) {
      assertThat(await(collect(spawn("head", "-c", "1000000", "/dev/zero").stdout())).length())
          .isEqualTo(1_000_000);
    }
  }

  @Test
  void aSlowChildFillsTheWriteQueueAndDrainsIt() throws Exception {
    ChildProcess child = shell("sleep 0.3; wc -c");
    Buffer chunk = Buffer.buffer(new byte[64 * 1024]);
    int sent = 0;
    while (!child.stdin().writeQueueFull()) {
      child.stdin().write(chunk);
      sent++;
    }
    Promise<Void> drained = Promise.promise();
    child.stdin().drainHandler(drained::tryComplete);
    await(drained.future());
    child.stdin().end();
    assertThat(text(child.stdout()).strip()).isEqualTo(Integer.toString(sent * chunk.length()));
  }

  @Test
  void endAfterAFullQueueLosesNothing() throws Exception {
    ChildProcess child = spawn("wc", "-c");
    child.stdin().end(Buffer.buffer(new byte[5_000_000]));
    assertThat(text(child.stdout()).strip()).isEqualTo("5000000");
  }

  @Test
  void pipeToMovesEverythingThroughTwoChildren() throws Exception {
    ChildProcess source = spawn("head", "-c", "3000000", "/dev/zero");
    ChildProcess sink = spawn("wc", "-c");
    Future<Buffer> count = collect(sink.stdout());
    await(source.stdout().pipeTo(sink.stdin()));
    assertThat(await(count).toString().strip()).isEqualTo("3000000");
  }

  @Test
  void aWriteToADeadChildFails() throws Exception {
    ChildProcess child = spawn("true");
    await(child.exit());
    assertThat(failure(child.stdin().write(Buffer.buffer("x")))).isNotNull();
    assertThat(failure(child.stdin().write(Buffer.buffer(new byte[1_000_000])))).isNotNull();
  }

  @Test
  void aChildThatClosesItsOutputLivesOn() throws Exception {
    ChildProcess child = shell("exec 1>&-; read line; exit 7");
    assertThat(text(child.stdout())).isEmpty();
    assertThat(child.exit().isComplete()).isFalse();
    child.stdin().end(Buffer.buffer("go\n"));
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(7));
  }

  @Test
  void linesComeWholeAndTheLastNeedsNoEnd() throws Exception {
    ChildProcess child = shell("printf 'a\\n\\nbä'; sleep 0.1; printf 'ö\\r\\nlast'");
    assertThat(items(child.stdout().lines())).containsExactly("a", "", "bäö", "last");
  }

  @Test
  void aLineThatIsTooLongComesInPiecesThatSplitNoCharacter() throws Exception {
    ChildProcess child =
        shell(
            "printf '0123456789abcde\\303\\244\\303\\266\\r\\n0123456789abcdef\\r\\n'; printf x%.0s $(seq 40)");
    assertThat(items(child.stdout().lines(StandardCharsets.UTF_8, 16)))
        .containsExactly(
            "0123456789abcde",
            "äö",
            "0123456789abcdef",
            "x".repeat(16),
            "x".repeat(16),
            "x".repeat(8));
  }

  @Test
  void anEndlessLineCostsNoMoreMemoryThanAPiece() throws Exception {
    ChildProcess child = shell("head -c 300000000 /dev/zero | tr '\\0' x");
    AtomicLong characters = new AtomicLong();
    AtomicInteger longest = new AtomicInteger();
    Promise<Void> end = Promise.promise();
    ReadStream<String> lines = child.stdout().lines(StandardCharsets.US_ASCII, 1 << 20);
    lines.endHandler(end::complete);
    lines.handler(
        piece -> {
          characters.addAndGet(piece.length());
          longest.accumulateAndGet(piece.length(), Math::max);
        });
    await(end.future());
    assertThat(characters.get()).isEqualTo(300_000_000);
    assertThat(longest.get()).isEqualTo(1 << 20);
  }

  @Test
  void textIsWholeAcrossChunks() throws Exception {
    ChildProcess child = shell("printf '\\344\\270'; sleep 0.1; printf '\\255.'");
    assertThat(items(child.stdout().text(StandardCharsets.UTF_8))).containsExactly("中.");
  }

  @Test
  void linesCanBeFetchedOneByOne() throws Exception {
    ChildProcess child = shell("seq 1 5");
    ReadStream<String> lines = child.stdout().lines();
    List<String> seen = new ArrayList<>();
    Promise<Void> end = Promise.promise();
    lines.endHandler(end::complete).pause();
    lines.handler(
        line -> {
          seen.add(line);
          vertx.runOnContext(next -> lines.fetch(1));
        });
    lines.fetch(1);
    await(end.future());
    assertThat(seen).containsExactly("1", "2", "3", "4", "5");
  }

  private static List<String> items(ReadStream<String> stream) throws Exception {
    List<String> items = new ArrayList<>();
    Promise<List<String>> done = Promise.promise();
    stream.endHandler(end -> done.complete(items)).handler(items::add);
    return await(done.future());
  }
}
