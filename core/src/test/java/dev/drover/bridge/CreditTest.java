package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.RestartPolicy;
import dev.drover.config.StopPolicy;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Streams with credit, within one JVM. */
class CreditTest extends ChildrenOnTheBus {
  private static final BridgeStreamOptions OPTIONS = BridgeStreamOptions.DEFAULT;
  private static final StopPolicy SOON =
      new StopPolicy(Duration.ofMillis(10), Duration.ofSeconds(5));

  private static <T> Promise<List<T>> collect(ReadStream<T> stream) {
    Promise<List<T>> all = Promise.promise();
    List<T> items = new ArrayList<>();
    stream.handler(items::add).exceptionHandler(all::tryFail);
    stream.endHandler(end -> all.tryComplete(items)).resume();
    return all;
  }

  private static ProcessSpecBuilder byCredit(String address, String script, StreamMode mode) {
    return ProcessSpec.shell(address, script)
        .stdout(OutputSpec.byCredit(mode))
        .restart(RestartPolicy.NEVER)
        .stop(SOON);
  }

  @Test
  void nothingIsLostThatWasWrittenBeforeAnybodyRead() throws Exception {
    deploy(byCredit("seq", "seq 1 20000", StreamMode.LINES).build());

    BridgeStream<String> stream = await(BridgeStream.lines(vertx, "seq.stdout", OPTIONS));

    List<String> lines = await(collect(stream).future());
    assertThat(lines).hasSize(20_000);
    assertThat(lines.get(0)).isEqualTo("1");
    assertThat(lines.get(19_999)).isEqualTo("20000");
    assertThat(code(BridgeStream.lines(vertx, "seq.stdout", OPTIONS)))
        .isEqualTo(BridgeFailure.NO_CHILD.code());
  }

  @Test
  void everyModeCanBeStreamed() throws Exception {
    deploy(byCredit("j", "echo '{\"a\":1}'; echo null; echo '[2]'", StreamMode.JSON).build());
    deploy(byCredit("f", "printf '\\0\\0\\0\\2hi\\0\\0\\0\\0'", StreamMode.FRAMES).build());
    deploy(byCredit("c", "head -c 100000 /dev/zero", StreamMode.CHUNKS).build());

    List<Object> json =
        await(collect(await(BridgeStream.json(vertx, "j.stdout", OPTIONS))).future());
    List<Buffer> frames =
        await(collect(await(BridgeStream.buffers(vertx, "f.stdout", OPTIONS))).future());
    List<Buffer> chunks =
        await(collect(await(BridgeStream.buffers(vertx, "c.stdout", OPTIONS))).future());

    assertThat(json).hasSize(3).contains(new JsonObject().put("a", 1)).containsNull();
    assertThat(frames).containsExactly(Buffer.buffer("hi"), Buffer.buffer());
    assertThat(chunks.stream().mapToInt(Buffer::length).sum()).isEqualTo(100_000);
  }

  @Test
  void aPausedReaderStopsTheChildInItsWrite() throws Exception {
    deploy(byCredit("zeros", "exec yes 123456789", StreamMode.CHUNKS).build());
    long pid = event("spawn").getLong("pid");
    BridgeStream<Buffer> stream =
        await(BridgeStream.buffers(vertx, "zeros.stdout", OPTIONS.withCredit(10_000)));
    LinkedBlockingQueue<Buffer> got = new LinkedBlockingQueue<>();

    stream.handler(got::add).fetch(3);

    for (int i = 0; i < 3; i++) {
      next(got);
    }
    ChildState.awaitBlockedInWrite(pid);
    // Credit, one chunk, and the pipe with what of it Drover has read ahead.
    assertThat(ChildState.bytesWritten(pid)).isLessThan(5 << 20);
    assertThat(got).isEmpty();
    stream.fetch(1);
    next(got);
    await(stream.close());
  }

  @Test
  void aReaderThatIsSlowSlowsTheOthersAndOneThatClosesDoesNot() throws Exception {
    deploy(byCredit("both", "yes", StreamMode.LINES).build());
    BridgeStream<String> slow = await(BridgeStream.lines(vertx, "both.stdout", OPTIONS));
    BridgeStream<String> fast = await(BridgeStream.lines(vertx, "both.stdout", OPTIONS));
    Promise<Void> plenty = Promise.promise();
    int[] count = {0};
    fast.handler(
            line -> {
              if (++count[0] == 1_000_000) {
                plenty.complete();
              }
            })
        .resume();
    ChildState.awaitBlockedInWrite(event("spawn").getLong("pid"));
    assertThat(plenty.future().isComplete()).isFalse();

    await(slow.close());

    await(plenty.future());
    await(fast.close());
  }

  @Test
  void aReaderThatVanishesIsNoticedAndTheNextGetsTheRest() throws Exception {
    deploy(byCredit("rest", "seq 1 200000", StreamMode.LINES).build());
    MessageConsumer<Object> vanishing = vertx.eventBus().consumer("vanishing", message -> {});
    await(vanishing.completion());
    JsonObject wish =
        new JsonObject().put("consumer", "vanishing").put("credit", 10_000).put("patience", 300);
    await(ask("rest.stdout.credit", wish));

    JsonObject lost = event("error");

    assertThat(lost.getString("code")).isEqualTo("CONSUMER_LOST");
    assertThat(lost.getString("message")).contains("nothing was heard of the consumer for 300 ms");
    BridgeStream<String> next = await(BridgeStream.lines(vertx, "rest.stdout", OPTIONS));
    List<String> lines = await(collect(next).future());
    assertThat(lines).endsWith("200000").hasSizeBetween(150_000, 199_999);
  }

  @Test
  void aReaderThatUnregistersIsNoticedAtTheNextMessage() throws Exception {
    deploy(byCredit("gone", "yes", StreamMode.LINES).build());
    JsonObject wish = new JsonObject().put("consumer", "nobody").put("credit", 1000);

    await(ask("gone.stdout.credit", wish));

    assertThat(event("error").getString("message")).contains("No handlers");
  }

  @Test
  void aReaderSeesAChildThatBreaksARuleAsAnException() throws Exception {
    ProcessSpec spec =
        byCredit("bad", "echo 1; echo 2; echo nonsense; sleep 60", StreamMode.JSON).build();
    deploy(spec);
    BridgeStream<Object> stream = await(BridgeStream.json(vertx, "bad.stdout", OPTIONS));

    assertThat(failure(collect(stream).future())).hasMessageContaining("no JSON value");
  }

  @Test
  void aSideThatIsSilentIsAnExceptionForTheReader() throws Exception {
    // A child's side that opens a stream and is never heard of again.
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "mute.stdout.credit",
            open ->
                open.reply(
                    new JsonObject().put("control", "mute").put("mode", "lines").put("pid", 1)));
    vertx.eventBus().consumer("mute", alive -> {});

    BridgeStream<String> stream =
        await(
            BridgeStream.lines(vertx, "mute.stdout", OPTIONS.withPatience(Duration.ofMillis(300))));

    assertThat(failure(collect(stream).future())).hasMessageContaining("the child's side is gone");
  }

  @Test
  void aMessageThatWasLostIsAnExceptionForTheReader() throws Exception {
    LinkedBlockingQueue<Message<JsonObject>> opened = new LinkedBlockingQueue<>();
    vertx.eventBus().consumer("lossy.stdout.credit", opened::add);
    var opening = BridgeStream.lines(vertx, "lossy.stdout", OPTIONS);
    Message<JsonObject> open = next(opened);
    open.reply(new JsonObject().put("control", "lossy").put("mode", "lines").put("pid", 1));
    BridgeStream<String> stream = await(opening);

    vertx
        .eventBus()
        .send(
            open.body().getString("consumer"),
            null,
            new io.vertx.core.eventbus.DeliveryOptions()
                .addHeader("seq", "1")
                .addHeader("bytes", "1"));

    assertThat(failure(collect(stream).future())).hasMessageContaining("number 0 was due");
  }

  @Test
  void whatIsNoWishForAStreamIsRefused() throws Exception {
    deploy(byCredit("wish", "yes", StreamMode.LINES).build());
    JsonObject good = new JsonObject().put("consumer", "c").put("credit", 1);

    for (JsonObject wrong :
        List.of(
            new JsonObject(),
            good.copy().put("consumer", 1),
            good.copy().put("credit", 0),
            good.copy().put("credit", 1L << 40),
            good.copy().put("credit", "1"),
            good.copy().put("patience", 1))) {
      assertThat(code(ask("wish.stdout.credit", wrong)))
          .isEqualTo(BridgeFailure.BAD_REQUEST.code());
    }
    assertThat(failure(BridgeStream.buffers(vertx, "wish.stdout", OPTIONS)))
        .hasMessageContaining("carries lines, not");
  }

  @Test
  void aWrongWordToTheControlEndsThatReaderOnly() throws Exception {
    deploy(byCredit("words", "yes", StreamMode.LINES).build());
    LinkedBlockingQueue<Message<Object>> got = new LinkedBlockingQueue<>();
    await(vertx.eventBus().consumer("wrong", got::add).completion());
    JsonObject wish = new JsonObject().put("consumer", "wrong").put("credit", 10);
    JsonObject stream = (JsonObject) await(ask("words.stdout.credit", wish));
    next(got);

    JsonObject tooMuch = new JsonObject().put("grant", Long.MAX_VALUE);
    assertThat(code(ask(stream.getString("control"), tooMuch)))
        .isEqualTo(BridgeFailure.BAD_REQUEST.code());

    assertThat(next(got).headers().get("end")).startsWith("protocol");
    BridgeStream<String> other = await(BridgeStream.lines(vertx, "words.stdout", OPTIONS));
    LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    other.handler(lines::add).fetch(1);
    assertThat(next(lines)).isEqualTo("y");
    await(other.close());
  }
}
