package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.Durations;
import dev.drover.config.HangPolicy;
import dev.drover.config.LogPolicy;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.RestartPolicy;
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
    Map<String, String> env,
    JavaRuntime java,
    LogPolicy logs) {

  /** A garbage collection may take as long, and a slip of the pen must not kill for it. */
  private static final Duration SHORTEST_HANG = Duration.ofMillis(500);

  /**
   * @throws ConfigException with every problem found
   */
  static Policies of(RunFlags flags) {
    Problems problems = new Problems();
    requireReplicas(flags, problems);
    ReplicaFlags replica = flags.replica;
    Policies policies =
        new Policies(
            problems.collect(() -> stop(flags.drain, flags.grace)),
            problems.collect(() -> restart(replica)),
            problems.collect(() -> ready(replica)),
            problems.collect(() -> hang(replica)),
            problems.collect(() -> env(replica.env)),
            problems.collect(() -> JavaRuntime.of(replica.java)),
            problems.collect(replica.logs::policy));
    problems.throwIfAny();
    return policies;
  }

  private static void requireReplicas(RunFlags flags, Problems problems) {
    ReplicaFlags replica = flags.replica;
    boolean supervised = replica.replicas != null;
    if (supervised && replica.replicas < 1) {
      problems.add(
          "--replicas must be >= 1, was %d; leave it out to run in the launcher's own JVM"
              .formatted(replica.replicas));
    }
    List<String> needing = replica.givenForReplicas();
    if (!supervised && !needing.isEmpty()) {
      problems.add(
          String.join(", ", needing)
              + (needing.size() == 1 ? " is" : " are")
              + " for replicas; add --replicas N, N >= 1");
    }
    if (!supervised && replica.clusterName != null && !flags.vertx.clustered()) {
      problems.add("--cluster-name names a cluster that nothing joins; add --cluster");
    }
    if (supervised && replica.replicas > 1 && flags.vertx.clusterPort() != null) {
      problems.add(
          "--cluster-port is one port, which %d replicas cannot all bind; leave it out"
              .formatted(replica.replicas));
    }
  }

  private static StopPolicy stop(String drain, String grace) {
    Problems problems = new Problems();
    StopPolicy usual = StopPolicy.DEFAULT;
    Duration drainTime = problems.collect(() -> duration("--drain", drain, usual.drain()));
    Duration graceTime = problems.collect(() -> duration("--grace", grace, usual.grace()));
    problems.throwIfAny();
    if (grace == null && drain != null) {
      // Who asks for a longer drain does not ask to be killed within it.
      graceTime = usual.grace().minus(usual.drain()).plus(drainTime);
    }
    if (drain == null && graceTime.compareTo(drainTime) < 0) {
      drainTime = graceTime;
    }
    return new StopPolicy(drainTime, graceTime);
  }

  private static RestartPolicy restart(ReplicaFlags replica) {
    RestartPolicy usual = RestartPolicy.DEFAULT;
    Duration period = duration("--restart-period", replica.restartPeriod, usual.period());
    int limit = replica.restartLimit == null ? usual.limit() : replica.restartLimit;
    return new RestartPolicy(limit, period);
  }

  private static ReadyPolicy ready(ReplicaFlags replica) {
    ReadyPolicy usual = ReadyPolicy.DEFAULT;
    if (replica.readyOn != null && !replica.readyOn.equals("main")) {
      throw new ConfigException(
          "--ready-on must be main (ready when the main method has returned), was '"
              + replica.readyOn
              + "'");
    }
    Duration timeout = duration("--ready-timeout", replica.readyTimeout, usual.timeout());
    return new ReadyPolicy(timeout, replica.readyOn != null);
  }

  private static HangPolicy hang(ReplicaFlags replica) {
    if (replica.noHangCheck && replica.hangAfter != null) {
      throw new ConfigException(
          "--hang-after says when a replica counts as hung, and --no-hang-check that none does;"
              + " leave one out");
    }
    HangPolicy usual = HangPolicy.DEFAULT;
    if (replica.noHangCheck) {
      return usual.withoutCheck();
    }
    Duration after = duration("--hang-after", replica.hangAfter, usual.after());
    if (after.compareTo(SHORTEST_HANG) < 0) {
      throw new ConfigException(
          "--hang-after must be at least %s, was %s"
              .formatted(Durations.format(SHORTEST_HANG), replica.hangAfter));
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

  private static Map<String, String> env(List<String> pairs) {
    Problems problems = new Problems();
    Map<String, String> env = new LinkedHashMap<>();
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
