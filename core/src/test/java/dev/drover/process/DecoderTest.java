package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of bytes, however they are cut into chunks. */
class DecoderTest {
  /** What may matter to one of them; many zeros, to make lengths that are small enough. */
  private static final String KINDS = "{}[]\",:1n\n\r\0\0\0\0\0\0\u0001\u0003\u00ff";

  /** Items, and rejections as text behind "!". */
  private static final class Made<T> implements Decoder.Items<T> {
    final List<Object> all = new ArrayList<>();

    @Override
    public void add(T item) {
      all.add(item);
    }

    @Override
    public void reject(IOException reason) {
      all.add("!" + reason.getMessage());
    }
  }

  private static <T> List<Object> decode(Decoder<T> decoder, Buffer bytes, int chunk)
      throws IOException {
    Made<T> made = new Made<>();
    for (int at = 0; at < bytes.length(); at += chunk) {
      decoder.decode(bytes.getBuffer(at, Math.min(bytes.length(), at + chunk)), made);
    }
    decoder.end(made);
    return made.all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void linesAreWholeWhateverTheChunks(int chunk) throws IOException {
    Buffer bytes = Buffer.buffer("grüße\n\r\n中文\r\n\nlast");
    assertThat(decode(new LineDecoder(100), bytes, chunk))
        .extracting(Object::toString)
        .containsExactly("grüße", "", "中文", "", "last");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void aLineTooLongIsRejectedAndTheNextOneComes(int chunk) throws IOException {
    Buffer bytes = Buffer.buffer("12345\n123456\n1234\r\n12345\r\n123456\r\n123456789\nlast56");
    String rejected = "!a line of more than 5 bytes was dropped";
    assertThat(decode(new LineDecoder(5), bytes, chunk))
        .extracting(Object::toString)
        .containsExactly("12345", rejected, "1234", "12345", rejected, rejected, rejected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1000})
  void jsonLinesAreValuesAndWhatIsNoneIsRejected(int chunk) throws IOException {
    Buffer bytes = Buffer.buffer("{\"a\":1}\n\nnull\n{oops\n\"中\"\r\n[12345678901234]\n3");
    List<Object> made = decode(Decoder.jsonLines(12), bytes, chunk);
    assertThat(made).hasSize(6).startsWith(new JsonObject().put("a", 1), (Object) null).endsWith(3);
    assertThat(made.get(2)).asString().startsWith("!a line that is no JSON was dropped");
    assertThat(made.get(3)).isEqualTo("中");
    assertThat(made.get(4)).isEqualTo("!a line of more than 12 bytes was dropped");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void framesAreCutByTheirLengths(int chunk) throws IOException {
    Buffer bytes = Buffer.buffer().appendInt(3).appendString("abc").appendInt(0);
    bytes.appendInt(300).appendString("x".repeat(300)).appendInt(1).appendString("d");
    assertThat(decode(Decoder.frames(300), bytes, chunk))
        .extracting(Object::toString)
        .containsExactly("abc", "", "x".repeat(300), "d");
  }

  @Test
  void aFrameThatIsTooLongOrCutShortFails() {
    Buffer large = Buffer.buffer().appendInt(301);
    assertThatThrownBy(() -> decode(Decoder.frames(300), large, 9))
        .hasMessage("a frame may have 300 bytes, this one announces 301");
    assertThatThrownBy(() -> decode(Decoder.frames(300), Buffer.buffer().appendInt(-1), 9))
        .hasMessageContaining("announces 4294967295");
    assertThatThrownBy(() -> decode(Decoder.frames(300), Buffer.buffer().appendInt(5), 9))
        .hasMessageContaining("ended within a frame");
  }

  @Test
  void randomBytesNeverMakeADecoderThrowAnythingElse() {
    Random random = new Random(5);
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) KINDS.charAt(random.nextInt(KINDS.length()));
      }
      int chunk = 1 + random.nextInt(9);
      for (Decoder<?> decoder :
          List.of(new LineDecoder(8), Decoder.jsonLines(20), Decoder.frames(20))) {
        try {
          decode(decoder, Buffer.buffer(bytes), chunk);
        } catch (IOException told) {
          assertThat(told).hasMessageContaining("frame");
        }
      }
    }
  }
}
