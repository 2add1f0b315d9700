package dev.drover.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/** Flags of the replicas' JVMs: those that follow from the launcher's own, then the user's. */
final class ReplicaJvmArgs {
  private static final String DEFINE = "-D";

  private ReplicaJvmArgs() {}

  /**
   * The launcher's {@code vertx.} properties, and those about logging unless the user's flags have
   * their own, hold for its replicas too, as they would if the application ran in this JVM.
   */
  static List<String> of(List<String> given, Properties system) {
    List<String> args = new ArrayList<>();
    Map<String, String> own = properties(given);
    boolean logsAsSaid = own.keySet().stream().anyMatch(LogFormat::configures);
    for (String name : new TreeSet<>(system.stringPropertyNames())) {
      if (name.startsWith("vertx.") || LogFormat.configures(name) && !logsAsSaid) {
        args.add(DEFINE + name + "=" + system.getProperty(name));
      }
    }
    args.addAll(given);
    return args;
  }

  /** System properties that JVM flags define. */
  static Map<String, String> properties(List<String> jvmArgs) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String arg : jvmArgs) {
      if (arg.startsWith(DEFINE)) {
        String[] pair = arg.substring(DEFINE.length()).split("=", 2);
        properties.put(pair[0], pair.length == 2 ? pair[1] : "");
      }
    }
    return properties;
  }
}
