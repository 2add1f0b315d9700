package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.io.IOException;

/** A JSON value a line. */
final class JsonLineDecoder implements Decoder<Object> {
  private final LineDecoder lines;

  JsonLineDecoder(int longest) {
    lines = new LineDecoder(longest);
  }

  @Override
  public void decode(Buffer chunk, Items<Object> items) {
    lines.decode(chunk, new Values(items));
  }

  @Override
  public void end(Items<Object> items) {
    lines.end(new Values(items));
  }

  /** Lines in, values out. */
  private record Values(Items<Object> items) implements Items<Buffer> {
    @Override
    public void add(Buffer line) {
      if (line.length() == 0) {
        return;
      }
      try {
        items.add(Json.decodeValue(line));
      } catch (DecodeException e) {
        items.reject(new IOException("a line that is no JSON was dropped: " + e.getMessage()));
      }
    }

    @Override
    public void reject(IOException reason) {
      items.reject(reason);
    }
  }
}
