package dev.drover.process;

import java.util.List;
import java.util.Map;

/** How a child learns where its channel is. */
final class ChannelVariables {
  static final String DROVER = "DROVER_CHANNEL_FD";
  private static final String NODE = "NODE_CHANNEL_FD";
  private static final String NODE_SERIALIZATION = "NODE_CHANNEL_SERIALIZATION_MODE";

  private ChannelVariables() {}

  /** Whether this JVM's own are in the environment: they mean nothing to its children. */
  static boolean inherited() {
    Map<String, String> own = System.getenv();
    return own.containsKey(DROVER) || own.containsKey(NODE);
  }

  static void remove(Map<String, String> environment) {
    environment.keySet().removeAll(List.of(DROVER, NODE, NODE_SERIALIZATION));
  }

  static void put(Map<String, String> environment, int descriptor) {
    environment.put(DROVER, Integer.toString(descriptor));
    environment.put(NODE, Integer.toString(descriptor));
    environment.put(NODE_SERIALIZATION, "json");
  }
}
