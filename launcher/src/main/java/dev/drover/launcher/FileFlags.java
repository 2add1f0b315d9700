package dev.drover.launcher;

import dev.drover.config.ConfigFile;
import dev.drover.config.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What flags mean beside a configuration file: they win over what it says of one service. */
final class FileFlags {
  /** What only the file can say, and where in a service. */
  private static final Map<String, String> IN_FILE =
      Map.of(
          "--classpath", "classPath",
          "--class-path", "classPath",
          "--main", "main",
          "--name", "the name of the service",
          "--bus-bridge", "busBridge",
          "--bus-permissions", "busBridge",
          "--ready-on", "ready: {on: main}",
          "--cluster", "replicas, which are always clustered, and cluster");

  private static final List<String> OF_THE_WHOLE =
      List.of(
          "--profile",
          "--watch",
          "--cluster-name",
          "--cluster-members",
          "--cluster-dns",
          "--cluster-kubernetes",
          "--cluster-member-port",
          "--cluster-minimum",
          "--cluster-secret-file",
          "--cluster-tls",
          "--health",
          "--log-dir",
          "--log-size",
          "--log-keep");

  private FileFlags() {}

  /**
   * @param services those that are meant
   * @throws LaunchFailure when a flag makes no sense with the file
   */
  static void check(RunFlags flags, ConfigFile file, List<ServiceEntry> services) {
    List<String> lines = new ArrayList<>();
    for (String flag : flags.given) {
      if (IN_FILE.containsKey(flag)) {
        lines.add(
            "%s does not go with a file: %s has %s"
                .formatted(flag, file.file(), IN_FILE.get(flag)));
      }
    }
    if (!flags.arguments.isEmpty()) {
      lines.add("arguments after -- do not go with a file: " + file.file() + " has args");
    }
    List<String> single = ofOneService(flags);
    if (!single.isEmpty() && target(flags, services) == null) {
      lines.add(
          "%s is about one service; name it: drover run %s %s %s ..."
              .formatted(single.get(0), file.file(), services.get(0).name(), single.get(0)));
    }
    if (!lines.isEmpty()) {
      lines.add("see drover run --help");
      throw new LaunchFailure(ExitCode.USAGE, lines);
    }
  }

  /** Those for this service: all, or, for one that another only needs, those for every one. */
  static RunFlags of(ServiceEntry service, RunFlags flags, List<ServiceEntry> services) {
    if (service.name().equals(target(flags, services))) {
      return flags;
    }
    RunFlags none = new RunFlags();
    none.watch = flags.watch;
    none.clusterInFile = flags.clusterInFile;
    return none;
  }

  private static List<String> ofOneService(RunFlags flags) {
    return flags.given.stream()
        .filter(flag -> !IN_FILE.containsKey(flag) && !OF_THE_WHOLE.contains(flag))
        .toList();
  }

  /** Null when they could be about several. */
  private static String target(RunFlags flags, List<ServiceEntry> services) {
    if (flags.services.size() == 1) {
      return flags.services.get(0);
    }
    return services.size() == 1 ? services.get(0).name() : null;
  }
}
