package com.acme;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What happens to messages by key, one line each, which outlives the JVM that wrote it. */
final class ShardLog {
  private final FileOutputStream out;

  ShardLog(String name) {
    try {
      Path directory = Path.of(System.getenv("SHARD_LOGS"));
      out = new FileOutputStream(directory.resolve(name).toFile(), true);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** The time is one for all processes of the machine. */
  void write(Object... words) {
    StringBuilder line = new StringBuilder().append(System.nanoTime());
    for (Object word : words) {
      line.append(' ').append(word);
    }
    try {
      out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
