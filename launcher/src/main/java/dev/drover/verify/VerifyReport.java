package dev.drover.verify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What came out. */
public final class VerifyReport {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};

  private final VerifyOptions options;
  private final LoadTarget target;
  private final Duration took;
  private final Tally tally;
  private final Map<Fault, List<Duration>> recoveries;
  private final List<String> failures;

  VerifyReport(
      VerifyOptions options,
      LoadTarget target,
      Duration took,
      Tally tally,
      Map<Fault, List<Duration>> recoveries,
      List<String> failures) {
    this.options = options;
    this.target = target;
    this.took = took;
    this.tally = tally;
    this.recoveries = recoveries;
    this.failures = List.copyOf(failures);
  }

  /** Whether every fault was survived, and nothing was lost but what was on killed replicas. */
  public boolean passed() {
    return failures.isEmpty() && Tally.sum(tally.lost()) == 0 && tally.answered() > 0;
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d requests to %s in %.1f s, seed %d"
            .formatted(tally.requests(), target, took.toMillis() / 1000.0, options.seed()));
    lines.add("  answered            " + tally.answered());
    lines.add("  on killed or hung   " + counts(tally.inFlight()));
    lines.add("  lost                " + counts(tally.lost()));
    lines.add("");
    lines.add(
        row("due in", "requests", "lost", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms"));
    for (Phase phase : Phase.values()) {
      if (tally.part(phase).requests() > 0) {
        lines.add(latencies(phase));
      }
    }
    lines.add("");
    lines.add(row("recovery", "times", "min ms", "p50 ms", "max ms"));
    recoveries.forEach(
        (fault, times) -> {
          if (!times.isEmpty()) {
            lines.add(recovery(fault, times));
          }
        });
    lines.add("");
    tally.losses().forEach(loss -> lines.add("lost: " + loss));
    lines.addAll(failures);
    lines.add(passed() ? "passed: nothing was lost that should not be" : "FAILED");
    return lines;
  }

  private static String counts(Map<FailureKind, Long> counts) {
    String kinds =
        counts.entrySet().stream()
            .map(each -> each.getKey().word() + " " + each.getValue())
            .collect(Collectors.joining(", "));
    return Tally.sum(counts) + (kinds.isEmpty() ? "" : ": " + kinds);
  }

  private String latencies(Phase phase) {
    Tally.Part part = tally.part(phase);
    Histogram latencies = part.latencies();
    List<String> cells = new ArrayList<>();
    cells.add(phase.word());
    cells.add("" + part.requests());
    cells.add("" + Tally.sum(part.lost()));
    for (double percentile : PERCENTILES) {
      cells.add(millis(latencies.getValueAtPercentile(percentile)));
    }
    cells.add(millis(latencies.getMaxValue()));
    return row(cells.toArray(String[]::new));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f", micros / 1000.0);
  }

  private static String recovery(Fault fault, List<Duration> times) {
    List<Long> sorted = times.stream().map(Duration::toMillis).sorted().toList();
    return row(
        fault.phase().word(),
        "" + sorted.size(),
        "" + sorted.get(0),
        "" + sorted.get(sorted.size() / 2),
        "" + sorted.get(sorted.size() - 1));
  }

  private static String row(String... cells) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-10s", cells[0]));
    for (int i = 1; i < cells.length; i++) {
      row.append(String.format(Locale.ROOT, "%11s", cells[i]));
    }
    return row.toString();
  }

  /** For programs; times in milliseconds. */
  public JsonObject json() {
    JsonObject phases = new JsonObject();
    for (Phase phase : Phase.values()) {
      phases.put(phase.word(), json(tally.part(phase)));
    }
    JsonObject recovered = new JsonObject();
    recoveries.forEach(
        (fault, times) ->
            recovered.put(
                fault.phase().word(),
                new JsonArray(times.stream().map(Duration::toMillis).toList())));
    return new JsonObject()
        .put("passed", passed())
        .put("url", target.toString())
        .put("seed", options.seed())
        .put("tookMs", took.toMillis())
        .put("requests", tally.requests())
        .put("answered", tally.answered())
        .put("inFlight", json(tally.inFlight()))
        .put("lost", json(tally.lost()))
        .put("phases", phases)
        .put("recoveryMs", recovered)
        .put("losses", new JsonArray(tally.losses()))
        .put("failures", new JsonArray(failures));
  }

  private static JsonObject json(Map<FailureKind, Long> counts) {
    JsonObject json = new JsonObject().put("total", Tally.sum(counts));
    counts.forEach((kind, count) -> json.put(kind.word(), count));
    return json;
  }

  private static JsonObject json(Tally.Part part) {
    JsonObject latency = new JsonObject();
    for (double percentile : PERCENTILES) {
      latency.put(
          ("p" + percentile).replaceFirst("\\.0$", ""),
          part.latencies().getValueAtPercentile(percentile) / 1000.0);
    }
    return new JsonObject()
        .put("requests", part.requests())
        .put("inFlight", json(part.inFlight()))
        .put("lost", json(part.lost()))
        .put("latencyMs", latency.put("max", part.latencies().getMaxValue() / 1000.0));
  }
}
