package dev.drover.config;

import static dev.drover.config.Key.optional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The sections of a service that are policies. */
final class PolicySections {
  private static final int MOST_RESTARTS = 1_000_000;

  /** Less than any JVM takes; a slip of the pen. */
  private static final long SMALLEST_MEMORY = 16 << 20;

  private static final Key<RestartPolicy.When> POLICY =
      optional(
          "policy",
          ValueTypes.choice(RestartPolicy.When.class),
          "After which ends: always (the default), on-failure (a signal, or a code other than 0), or"
              + " never.");
  private static final Key<Integer> LIMIT =
      optional(
          "limit",
          ValueTypes.whole(0, MOST_RESTARTS),
          "Restarts of a slot within the period before it is given up; 0 gives up at the first"
              + " crash. Default: 10.");
  private static final Key<Duration> PERIOD =
      optional(
          "period",
          ValueTypes.duration(),
          "The window that restarts are counted in. Default: 60s.");
  private static final Key<Duration> DRAIN =
      optional(
          "drain",
          ValueTypes.duration(),
          "How long what is in flight may take when the service stops. Default: 10s.");
  private static final Key<Duration> GRACE =
      optional(
          "grace",
          ValueTypes.duration(),
          "From being asked to stop to being killed; at least drain. Default: drain and 10s.");
  private static final Key<Duration> WEB_SOCKETS =
      optional(
          "webSockets",
          ValueTypes.duration(),
          "After how long WebSockets, which never end by themselves, are closed; at most drain."
              + " Default: 1s.");
  private static final Key<Duration> LAME_DUCK =
      optional(
          "lameDuck",
          ValueTypes.duration(),
          "How long connections are still taken when the service stops, for a load balancer that"
              + " learns late; less than drain, of which it is a part. Default: none.");
  private static final Key<Duration> TIMEOUT =
      optional(
          "timeout",
          ValueTypes.duration(),
          "How long a replica may take to be ready. Default: 60s.");
  private static final Key<ReadyOn> ON =
      optional(
          "on",
          ValueTypes.choice(ReadyOn.class),
          "With main: ready when its first server listens (listen, the default), or when the main"
              + " method has returned (main).");

  private static final Key<String> HTTP =
      optional(
          "http",
          ValueTypes.httpPath(),
          "A path such as /ready, or :9090/ready: ready when the replica's own server answers 200 to"
              + " 299 to it.");
  private static final Key<Boolean> CHECK =
      optional("check", ValueTypes.flag(), "Whether hung replicas are replaced. Default: true.");
  private static final Key<Duration> AFTER =
      optional(
          "after", ValueTypes.duration(), "How long an event loop may be blocked. Default: 10s.");
  private static final Key<String> STACKS =
      optional(
          "stacks",
          ValueTypes.text("a directory"),
          "Where the stacks of hung replicas go, relative to this file. Default: drover in the"
              + " user's directory for state.");

  private static final Key<Duration> AGE =
      optional(
          "age",
          ValueTypes.duration(),
          "Since it got ready, up to a quarter less. Default: never.");
  private static final Key<Long> MEMORY =
      optional(
          "memory",
          ValueTypes.size(SMALLEST_MEMORY),
          "Resident memory (RSS) at which it goes, up to an eighth less. Default: never.");
  private static final Key<Integer> REQUESTS =
      optional(
          "requests",
          ValueTypes.whole(1, Integer.MAX_VALUE),
          "HTTP requests after which it goes, up to a quarter less. Default: never.");

  static final Section<RestartPolicy> RESTART =
      new Section<>(List.of(POLICY, LIMIT, PERIOD), PolicySections::restart);
  static final Section<StopPolicy> STOP =
      new Section<>(List.of(DRAIN, GRACE, WEB_SOCKETS, LAME_DUCK), PolicySections::stop);
  static final Section<ReadyPolicy> READY =
      new Section<>(List.of(TIMEOUT, ON, HTTP), PolicySections::ready);
  static final Section<HangPolicy> HANG =
      new Section<>(List.of(CHECK, AFTER, STACKS), PolicySections::hang);
  static final Section<RecyclePolicy> RECYCLE =
      new Section<>(
          List.of(AGE, MEMORY, REQUESTS),
          values ->
              new RecyclePolicy(values.get(AGE), values.get(MEMORY, 0L), values.get(REQUESTS, 0)));

  /** What makes an application with its own main method ready. */
  private enum ReadyOn {
    LISTEN,
    MAIN
  }

  private PolicySections() {}

  private static RestartPolicy restart(Values values) {
    RestartPolicy usual = RestartPolicy.DEFAULT;
    return new RestartPolicy(
        values.get(POLICY, usual.when()),
        values.get(LIMIT, usual.limit()),
        values.get(PERIOD, usual.period()));
  }

  private static StopPolicy stop(Values values) {
    StopPolicy stop = withWebSockets(values, times(values));
    Duration lameDuck = values.get(LAME_DUCK);
    if (lameDuck == null) {
      return stop;
    }
    if (lameDuck.compareTo(stop.drain()) >= 0) {
      values.problem(
          LAME_DUCK,
          "must be less than drain, " + Durations.format(stop.drain()) + "; it is a part of it");
      return stop;
    }
    return stop.withLameDuck(lameDuck);
  }

  private static StopPolicy withWebSockets(Values values, StopPolicy stop) {
    Duration webSockets = values.get(WEB_SOCKETS);
    if (webSockets == null) {
      return stop;
    }
    if (webSockets.compareTo(stop.drain()) > 0) {
      values.problem(
          WEB_SOCKETS, "must be at most drain, " + Durations.format(stop.drain()) + "; lower it");
      return stop;
    }
    return stop.withWebSockets(webSockets);
  }

  private static StopPolicy times(Values values) {
    StopPolicy usual = StopPolicy.DEFAULT;
    Duration drain = values.get(DRAIN);
    Duration grace = values.get(GRACE);
    if (drain != null && grace != null && grace.compareTo(drain) < 0) {
      values.problem(
          GRACE, "must be at least drain, " + Durations.format(drain) + "; a stop drains first");
      return usual;
    }
    if (grace == null) {
      // Who asks for a longer drain does not ask to be killed within it.
      Duration after = usual.grace().minus(usual.drain());
      return drain == null ? usual : new StopPolicy(drain, drain.plus(after));
    }
    Duration within = drain == null ? usual.drain() : drain;
    return new StopPolicy(within.compareTo(grace) > 0 ? grace : within, grace);
  }

  private static ReadyPolicy ready(Values values) {
    return new ReadyPolicy(
        values.get(TIMEOUT, ReadyPolicy.DEFAULT.timeout()),
        values.get(ON) == ReadyOn.MAIN,
        values.get(HTTP));
  }

  private static HangPolicy hang(Values values) {
    Duration after = values.get(AFTER, HangPolicy.DEFAULT.after());
    if (after.compareTo(HangPolicy.SHORTEST_ASKED) < 0) {
      values.problem(AFTER, "must be at least " + Durations.format(HangPolicy.SHORTEST_ASKED));
      return HangPolicy.DEFAULT;
    }
    HangPolicy hang = HangPolicy.DEFAULT.withAfter(after);
    String stacks = values.get(STACKS);
    HangPolicy placed = stacks == null ? hang : hang.withStacks(Path.of(stacks));
    return values.get(CHECK, true) ? placed : placed.withoutCheck();
  }
}
