package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.Durations;
import dev.drover.config.HangPolicy;
import dev.drover.config.LogPolicy;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.RecyclePolicy;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceEntry;
import dev.drover.config.StopPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the flags say about stopping, restarting, readiness and the replicas' surroundings. */
record Policies(
    StopPolicy stop,
    RestartPolicy restart,
    ReadyPolicy ready,
    HangPolicy hang,
    RecyclePolicy recycle,
    Map<String, String> env,
    JavaRuntime java,
    LogPolicy logs) {

  /**
   * @param base what holds where the flags say nothing
   * @throws ConfigException with every problem found
   */
  static Policies of(RunFlags flags, ServiceEntry base) {
    Problems problems = new Problems();
    requireReplicas(flags, base, problems);
    ReplicaFlags replica = flags.replica;
    Policies policies =
        new Policies(
            problems.collect(() -> stop(flags, base.stop())),
            problems.collect(() -> restart(replica, base.restart())),
            problems.collect(() -> ready(replica, base.ready())),
            problems.collect(() -> hang(replica, base.hang())),
            problems.collect(() -> replica.recycle.policy(base.recycle())),
            problems.collect(() -> env(base.env(), replica.env)),
            problems.collect(() -> java(replica, base)),
            problems.collect(replica.logs::policy));
    problems.throwIfAny();
    return policies;
  }

  private static JavaRuntime java(ReplicaFlags replica, ServiceEntry base) {
    return replica.java == null && base.java() != null
        ? Placed.at(base.origin(), "java", () -> JavaRuntime.of("it", base.java()))
        : JavaRuntime.of("--java", replica.java);
  }

  private static void requireReplicas(RunFlags flags, ServiceEntry base, Problems problems) {
    ReplicaFlags replica = flags.replica;
    boolean supervised = replica.replicas != null || base.replicas() > 0 || flags.watch;
    int asked = replica.replicas == null ? base.replicas() : replica.replicas;
    int replicas = flags.watch && replica.replicas == null ? Math.max(1, asked) : asked;
    if (supervised && replicas < 1) {
      problems.add(
          "--replicas must be >= 1, was %d; leave it out to run in the launcher's own JVM"
              .formatted(replicas));
    }
    List<String> needing = replica.givenForReplicas(flags.health != null);
    if (!supervised && !needing.isEmpty()) {
      problems.add(
          String.join(", ", needing)
              + (needing.size() == 1 ? " is" : " are")
              + " for replicas; add --replicas N, N >= 1");
    }
    boolean joins =
        supervised
            || flags.vertx.clustered()
            || flags.clusterInFile
            || replica.cluster.findsMembers();
    if (!joins && !replica.cluster.given().isEmpty()) {
      problems.add(replica.cluster.given().get(0) + " is of a cluster; add --cluster");
    }
    if (!joins && replica.clusterName != null) {
      problems.add("--cluster-name names a cluster that nothing joins; add --cluster");
    }
    if (supervised && replicas > 1 && flags.vertx.clusterPort() != null) {
      problems.add(
          "--cluster-port is one port, which %d replicas cannot all bind; leave it out"
              .formatted(replicas));
    }
  }

  private static StopPolicy stop(RunFlags flags, StopPolicy usual) {
    Problems problems = new Problems();
    Duration drain = problems.collect(() -> duration("--drain", flags.drain, usual.drain()));
    Duration grace = problems.collect(() -> duration("--grace", flags.grace, usual.grace()));
    Duration lameDuck =
        problems.collect(() -> duration("--lame-duck", flags.lameDuck, usual.lameDuck()));
    problems.throwIfAny();
    if (flags.grace == null && flags.drain != null) {
      // Who asks for a longer drain does not ask to be killed within it.
      grace = usual.grace().minus(usual.drain()).plus(drain);
    }
    if (flags.drain == null && grace.compareTo(drain) < 0) {
      drain = grace;
    }
    Duration webSockets = usual.webSockets();
    return new StopPolicy(
        drain, grace, webSockets.compareTo(drain) > 0 ? drain : webSockets, lameDuck);
  }

  private static RestartPolicy restart(ReplicaFlags replica, RestartPolicy usual) {
    Duration period = duration("--restart-period", replica.restartPeriod, usual.period());
    int limit = replica.restartLimit == null ? usual.limit() : replica.restartLimit;
    return new RestartPolicy(usual.when(), limit, period);
  }

  private static ReadyPolicy ready(ReplicaFlags replica, ReadyPolicy usual) {
    if (replica.readyOn != null && !replica.readyOn.equals("main")) {
      throw new ConfigException(
          "--ready-on must be main (ready when the main method has returned), was '"
              + replica.readyOn
              + "'");
    }
    Duration timeout = duration("--ready-timeout", replica.readyTimeout, usual.timeout());
    return new ReadyPolicy(timeout, replica.readyOn != null || usual.mainReturns(), usual.http());
  }

  private static HangPolicy hang(ReplicaFlags replica, HangPolicy usual) {
    if (replica.noHangCheck && replica.hangAfter != null) {
      throw new ConfigException(
          "--hang-after says when a replica counts as hung, and --no-hang-check that none does;"
              + " leave one out");
    }
    if (replica.noHangCheck) {
      return usual.withoutCheck();
    }
    if (replica.hangAfter == null) {
      return usual;
    }
    Duration after = duration("--hang-after", replica.hangAfter, usual.after());
    if (after.compareTo(HangPolicy.SHORTEST_ASKED) < 0) {
      throw new ConfigException(
          "--hang-after must be at least %s, was %s"
              .formatted(Durations.format(HangPolicy.SHORTEST_ASKED), replica.hangAfter));
    }
    return usual.withAfter(after);
  }

  private static Duration duration(String flag, String text, Duration usual) {
    if (text == null) {
      return usual;
    }
    try {
      return Durations.parse(text);
    } catch (ConfigException e) {
      throw new ConfigException(flag + ": " + e.getMessage());
    }
  }

  private static Map<String, String> env(Map<String, String> base, List<String> pairs) {
    Problems problems = new Problems();
    Map<String, String> env = new LinkedHashMap<>(base);
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        problems.add("--env must be NAME=value, was '" + pair.replaceFirst("=.*", "=...") + "'");
      } else {
        env.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    problems.throwIfAny();
    return env;
  }
}
