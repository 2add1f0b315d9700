package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.process.ProcessGroup;
import dev.drover.replica.ReplicaMain;
import dev.drover.replica.RunDirectory;
import dev.drover.replica.VertxCaches;
import dev.drover.socket.SharedPorts;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of a replica's JVM. */
final class ReplicaCommand {
  /** Set in the supervisor's JVM: path of a class-data archive its replicas can use as well. */
  static final String ARCHIVE = "drover.archive";

  /**
   * What Hazelcast wants opened to work at full speed. It asks for {@code --add-modules java.se}
   * too, which on the class path is the case anyway, and would switch off a part of the archive.
   */
  private static final List<String> HAZELCAST =
      List.of(
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  // Older ones refuse to start with these; newer ones warn about Netty without them.
  private static final int WARNS_OF_NATIVE_ACCESS = 24;
  private static final List<String> NATIVE_ACCESS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  /**
   * What is left of an application after an OutOfMemoryError is anybody's guess: a new replica is
   * better than that. It comes before the user's flags, so that he can say otherwise.
   */
  private static final String OUT_OF_MEMORY = "-XX:+ExitOnOutOfMemoryError";

  private final List<String> java;
  private final List<String> options;
  private final List<String> main;
  private final VertxCaches caches;

  private ReplicaCommand(
      List<String> java, List<String> options, List<String> main, VertxCaches caches) {
    this.java = java;
    this.options = options;
    this.main = main;
    this.caches = caches;
  }

  /**
   * Blocks briefly.
   *
   * @param classPath what of the service's own class path the replicas are to load from
   */
  static ReplicaCommand prepare(
      ServiceConfig config, List<Path> classPath, JavaProgram java, RunDirectory directory) {
    List<String> options = new ArrayList<>(ownProperties());
    options.addAll(config.jvmArgs());
    options.add(property(ReplicaMain.CHANNEL, directory.channel()));
    if (SharedPorts.isSupported()) {
      options.add(property(ReplicaMain.PORTS, directory.ports()));
    }
    List<String> main = List.of("-cp", joined(classPath), ReplicaMain.class.getName());
    return new ReplicaCommand(program(java), options, main, VertxCaches.of(directory));
  }

  private static List<String> program(JavaProgram java) {
    List<String> program = new ArrayList<>();
    // The terminal's Ctrl-C must reach the supervisor only. Where children cannot have a process
    // group, setsid gives them one, and keeps the pid.
    Path setsid = ProcessGroup.OWN.isSupported() ? null : JavaProgram.onPath(Path.of("setsid"));
    if (setsid != null) {
      program.add(setsid.toString());
    }
    program.add(java.path().toString());
    program.addAll(HAZELCAST);
    program.add(OUT_OF_MEMORY);
    if (java.feature() >= WARNS_OF_NATIVE_ACCESS) {
      program.addAll(NATIVE_ACCESS);
    }
    program.addAll(archive(java));
    return program;
  }

  List<String> of(ReplicaIdentity identity) {
    List<String> command = new ArrayList<>(java);
    // Before the user's options, which win.
    command.add(caches.flag(identity.member()));
    command.addAll(options);
    command.add(property(ReplicaMain.SLOT, identity.slot().number()));
    command.add(property(ReplicaMain.MEMBER, identity.member()));
    command.add(property(ReplicaMain.TOKEN, identity.token()));
    command.addAll(main);
    return command;
  }

  /** Removes what the replica has left. Blocks briefly. */
  void cleanUp(ReplicaIdentity identity) {
    caches.delete(identity.member());
  }

  private static String property(String name, Object value) {
    return "-D" + name + "=" + value;
  }

  private static String joined(List<Path> classPath) {
    return classPath.stream()
        .map(entry -> entry.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** An archive fits the Java that wrote it only. */
  private static List<String> archive(JavaProgram java) {
    String archive = System.getProperty(ARCHIVE);
    if (archive == null || !java.home().equals(ownHome())) {
      return List.of();
    }
    return List.of(
        "-XX:SharedArchiveFile=" + archive,
        "-Xshare:auto",
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off");
  }

  private static Path ownHome() {
    Path home = Path.of(System.getProperty("java.home"));
    try {
      return home.toRealPath();
    } catch (IOException e) {
      return home;
    }
  }

  /** What was defined on this JVM's command line holds for the replicas too. */
  private static List<String> ownProperties() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-D"))
        .filter(argument -> !argument.startsWith("-Ddrover."))
        .filter(argument -> !argument.startsWith("-Djava.class.path"))
        .toList();
  }
}
