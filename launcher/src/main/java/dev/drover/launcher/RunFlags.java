package dev.drover.launcher;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything {@code drover run} may be given; filled by {@link CommandLineReader}. */
@Command(name = "run")
final class RunFlags {
  @Mixin VertxFlags vertx = new VertxFlags();

  @Mixin ReplicaFlags replica = new ReplicaFlags();

  @Option(names = {"-cp", "--cp", "-classpath", "--classpath", "--class-path"})
  String classPath;

  @Option(names = {"-main", "--main"})
  String main;

  @Option(names = {"-name", "--name"})
  String name;

  @Option(names = {"-drain", "--drain"})
  String drain;

  @Option(names = {"-grace", "--grace"})
  String grace;

  @Option(names = {"-lame-duck", "--lame-duck"})
  String lameDuck;

  @Option(names = {"-bus-bridge", "--bus-bridge"})
  String busBridge;

  @Option(names = {"-bus-permissions", "--bus-permissions"})
  String busPermissions;

  @Option(names = {"-health", "--health"})
  String health;

  @Option(
      names = {"-watch", "--watch"},
      arity = "0")
  boolean watch;

  @Option(names = {"-profile", "--profile"})
  String profile;

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      arity = "0")
  boolean help;

  @Parameters(index = "0", arity = "0..1")
  String target;

  /** Of a configuration file: which of its services; none for all. */
  @Parameters(index = "1..*")
  List<String> services = new ArrayList<>();

  /** The flags that were given, each by its longest name. */
  final List<String> given = new ArrayList<>();

  /** Whether a configuration file says something of the cluster, which then is entered. */
  boolean clusterInFile;

  /** What stood after {@code --}: arguments of the application's own main method. */
  List<String> arguments = new ArrayList<>();
}
