package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A child's output as items. */
class CodecStreamTest extends OnEveryHost {

  /** All that comes, in order. */
  private <T> List<Object> events(ReadStream<T> stream) throws Exception {
    List<Object> events = new ArrayList<>();
    Promise<Void> end = Promise.promise();
    stream
        .exceptionHandler(failure -> events.add(failure.getMessage()))
        .endHandler(end::complete)
        .handler(events::add);
    await(end.future());
    return events;
  }

  @Test
  void itemsAndRejectionsComeInTheirOrder() throws Exception {
    ChildProcess child = shell("echo 1; echo oops; echo null; echo 2");
    List<Object> events = events(child.stdout().decode(Decoder.jsonLines(100)));
    assertThat(events).hasSize(4).startsWith(1).endsWith(null, 2);
    assertThat(events.get(1)).asString().contains("no JSON");
  }

  @Test
  void aFailureIsToldOnceAndTheRestIsDropped() throws Exception {
    ChildProcess child = shell("printf '\\0\\0\\0\\1a'; yes | head -c 3000000");
    List<Object> events = events(child.stdout().decode(Decoder.frames(100)));
    assertThat(events).extracting(Object::toString).hasSize(2).startsWith("a");
    assertThat(events.get(1)).asString().contains("a frame may have 100 bytes");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
  }

  @Test
  void whatIsAskedForComesAndNoMore() throws Exception {
    ChildProcess child = shell("echo 1; echo '\"too long\"'; echo 2; echo 3");
    List<Object> values = new ArrayList<>();
    Promise<Void> two = Promise.promise();
    ReadStream<Object> stream = child.stdout().decode(Decoder.jsonLines(3));
    stream.pause();
    stream.handler(
        value -> {
          values.add(value);
          if (values.size() == 2) {
            two.complete();
          }
        });
    stream.fetch(2);
    await(two.future());
    await(child.exit());
    assertThat(values).containsExactly(1, 2);
    Promise<Void> end = Promise.promise();
    stream.endHandler(end::complete).resume();
    await(end.future());
    assertThat(values).containsExactly(1, 2, 3);
  }
}
