package dev.drover.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a child learns where its channel is. */
final class ChannelVariables {
  static final String DROVER = "DROVER_CHANNEL_FD";

  /** Instead of it where no descriptor can be passed. */
  static final String PATH = "DROVER_CHANNEL_PATH";

  private static final String NODE = "NODE_CHANNEL_FD";
  private static final String NODE_SERIALIZATION = "NODE_CHANNEL_SERIALIZATION_MODE";
  private static final String NODE_OPTIONS = "NODE_OPTIONS";

  private ChannelVariables() {}

  /** Whether this JVM's own are in the environment: they mean nothing to its children. */
  static boolean inherited() {
    Map<String, String> own = System.getenv();
    return own.containsKey(DROVER) || own.containsKey(NODE) || own.containsKey(PATH);
  }

  static void remove(Map<String, String> environment) {
    if (environment.containsKey(PATH)) {
      removeShim(environment);
    }
    environment.keySet().removeAll(List.of(DROVER, NODE, NODE_SERIALIZATION, PATH));
  }

  /**
   * @param node whether the child may be Node
   */
  static void put(Map<String, String> environment, int descriptor, boolean node) {
    environment.put(DROVER, Integer.toString(descriptor));
    if (node) {
      environment.put(NODE, Integer.toString(descriptor));
      environment.put(NODE_SERIALIZATION, "json");
    }
  }

  /**
   * @param node whether the child may be Node
   * @param shim for Node, which knows descriptors only
   */
  static void putPath(Map<String, String> environment, Path socket, boolean node, Path shim) {
    environment.keySet().removeAll(List.of(DROVER, NODE, NODE_SERIALIZATION));
    environment.put(PATH, socket.toString());
    if (node) {
      environment.merge(NODE_OPTIONS, require(shim), (own, added) -> own + " " + added);
    }
  }

  private static String require(Path shim) {
    return "--require \"" + shim.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static void removeShim(Map<String, String> environment) {
    environment.computeIfPresent(
        NODE_OPTIONS,
        (name, options) -> {
          String own = options.replaceFirst(" ?--require \"[^\"]*node-channel\\.cjs\"$", "");
          return own.isEmpty() ? null : own;
        });
  }
}
