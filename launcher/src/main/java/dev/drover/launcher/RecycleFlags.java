package dev.drover.launcher;

import dev.drover.config.ByteSizes;
import dev.drover.config.ConfigException;
import dev.drover.config.Durations;
import dev.drover.config.RecyclePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The flags of {@code drover run} about replacing replicas that work. */
final class RecycleFlags {
  @Option(names = {"-recycle-age", "--recycle-age"})
  String age;

  @Option(names = {"-recycle-memory", "--recycle-memory"})
  String memory;

  @Option(names = {"-recycle-requests", "--recycle-requests"})
  Long requests;

  /** Those that are given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (age != null) {
      given.add("--recycle-age");
    }
    if (memory != null) {
      given.add("--recycle-memory");
    }
    if (requests != null) {
      given.add("--recycle-requests");
    }
    return given;
  }

  /**
   * @param usual what holds where nothing is given
   * @throws ConfigException with every problem
   */
  RecyclePolicy policy(RecyclePolicy usual) {
    Problems problems = new Problems();
    Duration newAge =
        age == null
            ? usual.age()
            : problems.collect(() -> above("--recycle-age", age, Durations::parse, Duration.ZERO));
    Long newMemory =
        memory == null
            ? Long.valueOf(usual.memoryBytes())
            : problems.collect(() -> above("--recycle-memory", memory, ByteSizes::parse, 0L));
    Long newRequests =
        requests == null
            ? Long.valueOf(usual.requests())
            : problems.collect(() -> above("--recycle-requests", "" + requests, Long::valueOf, 0L));
    problems.throwIfAny();
    return new RecyclePolicy(newAge, newMemory, newRequests);
  }

  private static <T extends Comparable<T>> T above(
      String flag, String text, Function<String, T> parser, T least) {
    try {
      T value = parser.apply(text);
      if (value.compareTo(least) > 0) {
        return value;
      }
    } catch (ConfigException e) {
      throw new ConfigException(flag + ": " + e.getMessage());
    }
    throw new ConfigException(flag + " must be above 0, was " + text);
  }
}
