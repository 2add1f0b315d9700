package dev.drover.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The client modules with which a child of {@link BusChannel} uses the event bus: one file each,
 * without dependencies. {@code drover client node > drover-bus.cjs} writes one where a project
 * wants it; the file says how it is used.
 */
public enum BusClient {
  /** For {@code require} and {@code import} alike; Node 16 or newer. */
  NODE("drover-bus.cjs"),
  /** Blocking and with asyncio; Python 3.8 or newer. */
  PYTHON("drover_bus.py");

  private final String fileName;

  BusClient(String fileName) {
    this.fileName = fileName;
  }

  /** What the file should be called. */
  public String fileName() {
    return fileName;
  }

  /** What is in the file. */
  public String source() {
    try (InputStream resource = BusClient.class.getResourceAsStream(fileName)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
