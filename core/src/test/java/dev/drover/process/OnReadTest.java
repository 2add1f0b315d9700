package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Handlers that keep nothing of a chunk share memory, and must never see another's bytes in it. */
class OnReadTest extends OnEveryHost {
  private static final int LINES = 200_000;

  private static final String NUMBERS =
      IntStream.rangeClosed(1, LINES).mapToObj(Integer::toString).collect(Collectors.joining("\n"))
          + "\n";

  private Future<String> numbers(boolean pausing) throws Exception {
    ChildOutput output = spawn("seq", Integer.toString(LINES)).stdout();
    Buffer all = Buffer.buffer();
    Promise<String> done = Promise.promise();
    output.endHandler(end -> done.complete(all.toString()));
    output.onRead(
        chunk -> {
          all.appendBuffer(chunk);
          if (pausing) {
            output.pause();
            vertx.setTimer(1, later -> output.resume());
          }
        });
    return done.future();
  }

  @Test
  void everyByteComesInOrderToReadersOfOneLoopWhetherTheyPauseOrNot() throws Exception {
    List<Future<String>> all =
        List.of(numbers(true), numbers(false), numbers(true), numbers(false));
    for (Future<String> each : all) {
      assertThat(await(each)).isEqualTo(NUMBERS);
    }
  }

  @Test
  void aChunkKeepsItsBytesWhileItsHandlerLetsAnotherPipeBeRead() throws Exception {
    ChildOutput other = shell("printf %01000d 0").stdout();
    Promise<String> others = Promise.promise();
    other.pause().onRead(chunk -> others.tryComplete(chunk.toString()));
    ChildProcess child = shell("read go; printf %01000d 0 | tr 0 1; read go");
    Promise<String> own = Promise.promise();
    child
        .stdout()
        .onRead(
            chunk -> {
              other.resume();
              own.tryComplete(chunk.toString());
            });
    child.stdin().write(Buffer.buffer("go\n"));
    assertThat(await(own.future())).isEqualTo("1".repeat(1_000));
    assertThat(await(others.future())).isEqualTo("0".repeat(1_000));
    child.stdin().end(Buffer.buffer("go\n"));
    await(child.closed());
  }

  @Test
  void aCopyOfAChunkIsTheHandlersOwnAndNeedsNoRelease() throws Exception {
    List<Buffer> copies = new ArrayList<>();
    Promise<Void> end = Promise.promise();
    ChildOutput output = spawn("seq", Integer.toString(LINES)).stdout();
    output.endHandler(end::complete).onRead(chunk -> copies.add(chunk.copy()));
    await(end.future());
    Buffer all = Buffer.buffer();
    for (Buffer copy : copies) {
      assertThat(((BufferInternal) copy).getByteBuf().isDirect()).isFalse();
      all.appendBuffer(copy);
    }
    assertThat(all.toString()).isEqualTo(NUMBERS);
  }

  @Test
  void theNextHandlerMayKeepWhatItGets() throws Exception {
    ChildProcess child = shell("echo one; read go; echo two; read go; echo three");
    Promise<String> first = Promise.promise();
    child.stdout().onRead(chunk -> first.tryComplete(chunk.toString()));
    assertThat(await(first.future())).isEqualTo("one\n");
    Promise<Buffer> kept = Promise.promise();
    Promise<Void> end = Promise.promise();
    child.stdout().endHandler(end::complete).handler(kept::tryComplete);
    child.stdin().write(Buffer.buffer("go\n"));
    Buffer second = await(kept.future());
    child.stdin().end(Buffer.buffer("go\n"));
    await(end.future());
    assertThat(second.toString()).isEqualTo("two\n");
  }
}
