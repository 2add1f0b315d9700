package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The reader of a channel's bytes; seeded, so that a failure comes again. {@code
 * -Ddrover.test.fuzz=1000000} for a million.
 */
class MessageFuzzTest {
  private static final int INPUTS = Integer.getInteger("drover.test.fuzz", 100_000);
  private static final int LONGEST = 4_096;
  private static final String[] SEEDS = {
    "{\"type\":\"send\",\"address\":\"a\",\"body\":{\"n\":[1,2.5e3,true,null,\"ä🙂\"]}}",
    "\"\\ud83d\\ude42 \\n\"",
    "-0.0e-7",
    "[[[[[[]]]]]]",
    "{\"cmd\":\"NODE_HANDLE\"}"
  };

  private final Random random = new Random(20_261_123);
  private final Bytes source = new Bytes();
  private final MessageStream stream = new MessageStream(source, nodes -> {});
  private long messages;
  private long failures;

  /** Gives what the test wants, when it wants. */
  private static final class Bytes implements ChildOutput {
    private Handler<Buffer> handler;
    private Handler<Void> endHandler;

    @Override
    public ChildOutput handler(Handler<Buffer> newHandler) {
      handler = newHandler;
      return this;
    }

    @Override
    public ChildOutput pause() {
      return this;
    }

    @Override
    public ChildOutput resume() {
      return this;
    }

    @Override
    public ChildOutput fetch(long amount) {
      return this;
    }

    @Override
    public ChildOutput endHandler(Handler<Void> newEndHandler) {
      endHandler = newEndHandler;
      return this;
    }

    @Override
    public ChildOutput exceptionHandler(Handler<Throwable> exceptionHandler) {
      return this;
    }

    @Override
    public void close() {}
  }

  private byte[] hostile() {
    byte[] seed = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(1_000) == 0) {
      return "[".repeat(random.nextInt(LONGEST * 2)).getBytes(StandardCharsets.UTF_8);
    }
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      seed[random.nextInt(seed.length)] = (byte) random.nextInt(256);
    }
    return seed;
  }

  @Test
  void brokenLinesInPiecesLeaveTheReaderAsItWas() {
    stream.setLongest(LONGEST);
    stream.handler(message -> messages++);
    stream.failureHandler(
        failure -> {
          assertThat(failure).isInstanceOf(ProtocolException.class);
          failures++;
        });
    Buffer waiting = Buffer.buffer();
    for (int i = 0; i < INPUTS; i++) {
      waiting.appendBytes(hostile()).appendByte((byte) '\n');
      if (waiting.length() > 8_192) {
        int cut = random.nextInt(waiting.length());
        source.handler.handle(waiting.getBuffer(0, cut));
        source.handler.handle(waiting.getBuffer(cut, waiting.length()));
        waiting = Buffer.buffer();
      }
    }
    source.handler.handle(waiting.appendString("\n"));
    assertThat(messages).isPositive();
    assertThat(failures).isPositive();
    long before = messages;
    source.handler.handle(Buffer.buffer("{\"fine\":1}\n"));
    assertThat(messages).isEqualTo(before + 1);
    source.handler.handle(Buffer.buffer("{\"par"));
    source.endHandler.handle(null);
    assertThat(messages).isEqualTo(before + 1);
  }
}
