package dev.drover.process;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Chooses the back end of a spawn. */
final class Backends {
  /** {@code native} or {@code jdk}; by default native where it works. */
  static final String PROPERTY = "drover.process";

  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

  private static final Map<String, ProcessBackend> LOADED = new ConcurrentHashMap<>();

  private Backends() {}

  /** Loads native libraries when called first: never on an event loop. */
  static ProcessBackend get() {
    return LOADED.computeIfAbsent(System.getProperty(PROPERTY, ""), Backends::choose);
  }

  private static ProcessBackend choose(String wanted) {
    return switch (wanted) {
      case "jdk" -> new JdkBackend();
      case "native" -> NativeBackend.load();
      case "" -> nativeOrJdk();
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + " must be native or jdk, was '" + wanted + "'");
    };
  }

  private static ProcessBackend nativeOrJdk() {
    try {
      return NativeBackend.load();
    } catch (UnsupportedOperationException e) {
      LOG.info("Children are spawned by the JDK; the native back end: " + e.getMessage());
      return new JdkBackend();
    }
  }
}
