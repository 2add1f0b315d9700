package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.Durations;
import dev.drover.verify.VerifyOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The flags of {@code drover verify}: some of its own, and those of {@code drover run}. */
@Command(name = "verify")
final class VerifyFlags {
  /** What is its own. */
  @Command
  static final class Own {
    @Option(names = {"--reloads"})
    Integer reloads;

    @Option(names = {"--kills"})
    Integer kills;

    @Option(names = {"--hangs"})
    Integer hangs;

    @Option(names = {"--rate"})
    int rate = 200;

    @Option(names = {"--new-connections"})
    int newConnections = 25;

    @Option(names = {"--url"})
    String url = "/";

    @Option(names = {"--seed"})
    Long seed;

    @Option(names = {"--duration"})
    String duration = "0ms";

    @Option(names = {"--timeout"})
    String timeout = "30s";

    @Option(names = {"--recovery"})
    String recovery = "2m";

    @Option(
        names = {"--allow-faults"},
        arity = "0")
    boolean allowFaults;

    @Option(
        names = {"--json"},
        arity = "0")
    boolean json;

    @Option(names = {"-n"})
    String running;
  }

  @Mixin Own own = new Own();

  @Mixin RunFlags run = new RunFlags();

  /** The arguments that are for {@code drover run}, in their order. */
  private List<String> rest = List.of();

  /**
   * @param args without the name of the command
   * @throws LaunchFailure when they make no sense
   */
  static VerifyFlags read(List<String> args) {
    int end = args.indexOf("--");
    List<String> before = end < 0 ? args : args.subList(0, end);
    VerifyFlags flags = CommandLineReader.read(new VerifyFlags(), before, "verify");
    flags.rest = new ArrayList<>(without(ownNames(), before));
    if (end >= 0) {
      flags.rest.addAll(args.subList(end, args.size()));
    }
    return flags;
  }

  /** Each with whether it takes a value. */
  private static Map<String, Boolean> ownNames() {
    Map<String, Boolean> names = new HashMap<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new Own()).options()) {
      for (String name : option.names()) {
        names.put(name, option.arity().max() > 0);
      }
    }
    return names;
  }

  private static List<String> without(Map<String, Boolean> own, List<String> args) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String name = args.get(i).replaceFirst("=.*", "").toLowerCase(Locale.ROOT);
      if (!own.containsKey(name)) {
        rest.add(args.get(i));
      } else if (own.get(name) && args.get(i).indexOf('=') < 0) {
        i++;
      }
    }
    return rest;
  }

  List<String> rest() {
    return rest;
  }

  /**
   * @throws LaunchFailure when a number or time is none that can be
   */
  VerifyOptions options() {
    boolean running = own.running != null;
    VerifyOptions options =
        new VerifyOptions(
            inRange("--rate", own.rate, 1, 100_000),
            inRange("--new-connections", own.newConnections, 0, 100),
            count("--reloads", own.reloads, running ? 0 : 20),
            count("--kills", own.kills, running ? 0 : 20),
            count("--hangs", own.hangs, running ? 0 : 2),
            time("--duration", own.duration),
            time("--timeout", own.timeout),
            time("--recovery", own.recovery),
            own.seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : own.seed);
    if (options.timeout().isZero() || options.recovery().isZero()) {
      throw CommandLineReader.usage("--timeout and --recovery must be longer than 0", "verify");
    }
    if (running && options.kills() + options.hangs() > 0 && !own.allowFaults) {
      throw CommandLineReader.usage(
          "with -n the replicas are somebody's: --kills and --hangs cost the requests that these"
              + " have in flight; add --allow-faults if that is meant",
          "verify");
    }
    if (options.reloads() + options.kills() + options.hangs() == 0 && options.duration().isZero()) {
      throw CommandLineReader.usage(
          "nothing is to be done: say --reloads N, or --duration TIME for load alone", "verify");
    }
    return options;
  }

  private static int count(String flag, Integer value, int usual) {
    return inRange(flag, value == null ? usual : value, 0, 100_000);
  }

  private static int inRange(String flag, int value, int least, int most) {
    if (value < least || value > most) {
      throw CommandLineReader.usage(
          "%s must be a whole number from %d to %d, was %d".formatted(flag, least, most, value),
          "verify");
    }
    return value;
  }

  private static Duration time(String flag, String value) {
    try {
      return Durations.parse(value);
    } catch (ConfigException e) {
      throw CommandLineReader.usage(flag + ": " + e.getMessage(), "verify");
    }
  }
}
