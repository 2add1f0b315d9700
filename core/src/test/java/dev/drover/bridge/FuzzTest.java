package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Inputs that no child should write; with those of {@link BusFuzzTest} a million. The seed is
 * printed; {@code -Ddrover.test.seed} repeats it.
 */
@Timeout(240)
class FuzzTest {
  private static final int INPUTS = Integer.getInteger("drover.test.fuzz.inputs", 200_000);
  private static final int LONGEST = 64;

  private final Random random = new Random();

  /** What a decoder made of an input. */
  private record Outcome(List<Object> items, String problem) {}

  @BeforeEach
  void seed() {
    long seed = Long.getLong("drover.test.seed", System.nanoTime());
    System.out.println("FuzzTest seed " + seed);
    random.setSeed(seed);
  }

  @Test
  void framesInPiecesAreWhatTheyAreInOne() {
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = frames();
      assertThat(inPieces(new FrameDecoder(LONGEST), input)).isEqualTo(expectedFrames(input));
    }
  }

  /** Valid, too long, broken off, and noise. */
  private byte[] frames() {
    Buffer all = Buffer.buffer();
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] body = new byte[random.nextInt(random.nextInt(8) == 0 ? LONGEST + 3 : 12)];
      random.nextBytes(body);
      int lie = random.nextInt(20) == 0 ? random.nextInt() : body.length;
      all.appendInt(lie).appendBytes(body);
    }
    int cut = random.nextInt(3) == 0 ? random.nextInt(all.length()) : all.length();
    return all.getBytes(0, cut);
  }

  private static Outcome expectedFrames(byte[] input) {
    Buffer all = Buffer.buffer(input);
    List<Object> items = new ArrayList<>();
    int at = 0;
    while (all.length() - at >= 4) {
      long length = all.getUnsignedInt(at);
      if (length > LONGEST) {
        return new Outcome(items, "a frame may have 64 bytes, this one announces " + length);
      }
      if (all.length() - at - 4 < length) {
        break;
      }
      items.add(all.getBuffer(at + 4, at + 4 + (int) length));
      at += 4 + (int) length;
    }
    return new Outcome(
        items, at == input.length ? null : "the stream ended within a frame, which was dropped");
  }

  @Test
  void jsonLinesInPiecesAreWhatTheyAreInOneAndAlwaysValues() {
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = jsonLines();
      Outcome pieces = inPieces(Decoder.of(StreamMode.JSON, LONGEST), input);

      assertThat(pieces).isEqualTo(decode(Decoder.of(StreamMode.JSON, LONGEST), List.of(input)));
      assertThat(pieces.items()).allMatch(JsonLine::isJson).allMatch(JsonLine::canBeSent);
    }
  }

  private byte[] jsonLines() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      text.append(Json.encode(value(3))).append(random.nextInt(10) == 0 ? "\r\n" : "\n");
    }
    byte[] bytes = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextDouble();
      case 4 -> new java.math.BigInteger(random.nextInt(90), random);
      case 5 -> Integer.toString(random.nextInt(), 36) + (char) (random.nextInt(0xD7FF) + 1);
      case 6 -> new JsonArray().add(value(depth - 1)).add(value(depth - 1));
      default -> new JsonObject().put("id", value(depth - 1)).put("x", value(depth - 1));
    };
  }

  @Test
  void linesOfNoiseInPiecesAreWhatTheyAreInOne() {
    for (int i = 0; i < INPUTS / 2; i++) {
      byte[] input = new byte[random.nextInt(100)];
      for (int at = 0; at < input.length; at++) {
        input[at] = (byte) (random.nextInt(12) == 0 ? '\n' : random.nextInt(256));
      }
      Outcome pieces = inPieces(Decoder.of(StreamMode.LINES, LONGEST), input);

      assertThat(pieces).isEqualTo(decode(Decoder.of(StreamMode.LINES, LONGEST), List.of(input)));
    }
  }

  @Test
  void childrenThatAreReadInTurnsDoNotMixTheirItems() throws Exception {
    for (int round = 0; round < INPUTS / 100; round++) {
      List<Decoder> decoders = new ArrayList<>();
      List<List<Object>> items = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        decoders.add(new FrameDecoder(LONGEST));
        items.add(new ArrayList<>());
      }
      for (int at = 0; at < 10; at++) { // byte by byte, each child its own letter
        for (int i = 0; i < 4; i++) {
          byte next = (byte) (at < 3 ? 0 : at == 3 ? 6 : 'a' + i);
          List<Object> own = items.get(i);
          decoders.get(i).decode(Buffer.buffer(new byte[] {next}), (item, size) -> own.add(item));
        }
      }
      for (int i = 0; i < 4; i++) {
        String letter = String.valueOf((char) ('a' + i));
        assertThat(items.get(i)).containsExactly(Buffer.buffer(letter.repeat(6)));
      }
    }
  }

  @Test
  void answersOfEveryShapeAreRepliesOrDroppedButNeverExceptions() {
    int[] unexpected = {0};
    for (int i = 0; i < INPUTS / 4; i++) {
      CorrelatedAnswers answers =
          new CorrelatedAnswers(
              new PendingAnswers.Owner() {
                @Override
                public void answered() {}

                @Override
                public void unexpected(String what) {
                  unexpected[0]++;
                }
              });
      FakeMessage message = new FakeMessage("question");
      answers.ask(new Call(Call.Kind.ASK, message, dropped -> {}));
      JsonObject answer = new JsonObject().put("id", random.nextInt(3) > 0 ? 1 : value(1));
      answer.put(random.nextBoolean() ? "body" : "error", value(2));
      if (random.nextBoolean()) {
        answer.put("headers", value(2));
      }

      assertThat(answers.answer(answer)).isTrue();

      assertThat(message.replies).isEqualTo(1 - answers.size());
    }
    assertThat(unexpected[0]).isPositive();
  }

  @Test
  void anEndlessLineIsGivenUpAtItsLimitAndAnEndlessFrameAtItsHeader() {
    Buffer mebibyte = Buffer.buffer("[".repeat(1 << 20));
    Decoder lines = Decoder.of(StreamMode.JSON, 8 << 20);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                lines.decode(mebibyte, (item, bytes) -> {});
                assertThat(i).isLessThan(8);
              }
            })
        .isInstanceOf(BadOutputException.class);
    assertThatThrownBy(
            () ->
                new FrameDecoder(8 << 20)
                    .decode(Buffer.buffer().appendInt(-1), (item, bytes) -> {}))
        .hasMessageContaining("4294967295");
  }

  @Test
  void jsonOfAnyDepthEndsInAnAnswer() throws Exception {
    for (int depth : new int[] {100, 900, 5_000, 500_000, 4_000_000}) {
      for (String open : new String[] {"[", "{\"a\":"}) {
        String close = open.equals("[") ? "]" : "}";
        String deep = open.repeat(depth) + "1" + close.repeat(depth) + "\n";
        Outcome outcome = decode(Decoder.of(StreamMode.JSON, 64 << 20), List.of(deep.getBytes()));
        assertThat(outcome.items().size() + (outcome.problem() == null ? 0 : 1)).isEqualTo(1);
      }
    }
  }

  /** The heap after a great many broken inputs is what it was after a few. */
  @Test
  void brokenInputsLeaveNothingBehind() {
    feedBroken(INPUTS / 20);
    long before = usedHeap();
    feedBroken(INPUTS / 4);
    assertThat(usedHeap() - before).isLessThan(4 << 20);
  }

  private void feedBroken(int inputs) {
    for (int i = 0; i < inputs; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      decode(new FrameDecoder(LONGEST), List.of(noise));
      decode(Decoder.of(StreamMode.JSON, LONGEST), List.of(noise));
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private Outcome inPieces(Decoder decoder, byte[] input) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < input.length; ) {
      int length = Math.min(input.length - at, 1 + random.nextInt(20));
      pieces.add(java.util.Arrays.copyOfRange(input, at, at + length));
      at += length;
    }
    return decode(decoder, pieces);
  }

  private static Outcome decode(Decoder decoder, List<byte[]> pieces) {
    List<Object> items = new ArrayList<>();
    try {
      for (byte[] piece : pieces) {
        decoder.decode(Buffer.buffer(piece), (item, bytes) -> items.add(item));
      }
      decoder.finish((item, bytes) -> items.add(item));
      return new Outcome(items, null);
    } catch (BadOutputException bad) {
      return new Outcome(items, bad.getMessage());
    }
  }
}
