package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.function.Consumer;

/** Decodes as bytes come; keeps the bytes of an unfinished character for the next chunk. */
final class TextStream extends DecodedStream<String> {
  private final CharsetDecoder decoder;
  private byte[] unfinished = {};

  TextStream(ChildOutput source, Charset charset) {
    super(source);
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  @Override
  void decode(Buffer chunk, Consumer<String> texts) {
    emit(bytes(chunk), false, texts);
  }

  @Override
  void finish(Consumer<String> texts) {
    emit(ByteBuffer.wrap(unfinished), true, texts);
  }

  private ByteBuffer bytes(Buffer chunk) {
    ByteBuffer all = ByteBuffer.allocate(unfinished.length + chunk.length());
    return all.put(unfinished).put(chunk.getBytes()).flip();
  }

  private void emit(ByteBuffer bytes, boolean end, Consumer<String> texts) {
    int most = (int) Math.ceil(bytes.remaining() * (double) decoder.maxCharsPerByte()) + 2;
    CharBuffer chars = CharBuffer.allocate(most);
    decoder.decode(bytes, chars, end);
    if (end) {
      decoder.flush(chars);
    }
    unfinished = new byte[bytes.remaining()];
    bytes.get(unfinished);
    if (chars.flip().hasRemaining()) {
      texts.accept(chars.toString());
    }
  }
}
