package dev.drover.launcher;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The flags about replicas; all but those of the cluster have a meaning only with {@code
 * --replicas}.
 */
final class ReplicaFlags {
  @Option(names = {"-replicas", "--replicas"})
  Integer replicas;

  @Option(names = {"-cluster-name", "--cluster-name"})
  String clusterName;

  @Option(
      names = {"-jvm-arg", "--jvm-arg"},
      arity = "1")
  List<String> jvmArgs = new ArrayList<>();

  @Option(
      names = {"-env", "--env"},
      arity = "1")
  List<String> env = new ArrayList<>();

  @Option(names = {"-java", "--java"})
  String java;

  @Option(names = {"-ready-timeout", "--ready-timeout"})
  String readyTimeout;

  @Option(names = {"-ready-on", "--ready-on"})
  String readyOn;

  @Option(names = {"-restart-limit", "--restart-limit"})
  Integer restartLimit;

  @Option(names = {"-restart-period", "--restart-period"})
  String restartPeriod;

  @Option(names = {"-hang-after", "--hang-after"})
  String hangAfter;

  @Option(names = {"-no-hang-check", "--no-hang-check"})
  boolean noHangCheck;

  @Mixin ClusterFlags cluster = new ClusterFlags();

  @Mixin RecycleFlags recycle = new RecycleFlags();

  @Mixin LogFlags logs = new LogFlags();

  /**
   * The flags given that only replicas can have.
   *
   * @param watched whether somebody is told when an event loop of this JVM is blocked, too
   */
  List<String> givenForReplicas(boolean watched) {
    List<String> given = new ArrayList<>();
    note(given, !jvmArgs.isEmpty(), "--jvm-arg");
    note(given, !env.isEmpty(), "--env");
    note(given, java != null, "--java");
    note(given, readyTimeout != null, "--ready-timeout");
    note(given, readyOn != null, "--ready-on");
    note(given, restartLimit != null, "--restart-limit");
    note(given, restartPeriod != null, "--restart-period");
    given.addAll(logs.given());
    given.addAll(recycle.given());
    note(given, hangAfter != null && !watched, "--hang-after");
    note(given, noHangCheck && !watched, "--no-hang-check");
    return given;
  }

  private static void note(List<String> given, boolean is, String flag) {
    if (is) {
      given.add(flag);
    }
  }
}
