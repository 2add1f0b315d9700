package dev.drover.replica;

import io.vertx.core.json.JsonArray;

/**
 * How a replica's JVM is, at one moment. What counts up counts from the start of the JVM.
 *
 * @param upNanos by a clock that nobody can set; also runs while the JVM stands still
 * @param cpuNanos used; -1 where the system does not tell
 * @param rssBytes resident memory; -1 where the system does not tell
 * @param heapUsedBytes garbage included
 * @param heapMaxBytes as {@code -Xmx} says
 * @param gcMillis in which garbage collection stopped the application
 * @param connections of clients, open now
 * @param requests that its HTTP servers have got
 * @param busyNanos for which its event loops have had work, be it on a CPU or waiting for one, all
 *     together; -1 where the system does not tell
 * @param busyLoops how many event loops that is; those that only accept connections do not count
 */
public record Vitals(
    long upNanos,
    long cpuNanos,
    long rssBytes,
    long heapUsedBytes,
    long heapMaxBytes,
    long gcMillis,
    long connections,
    long requests,
    long busyNanos,
    int busyLoops) {

  JsonArray toJson() {
    return JsonArray.of(
        upNanos,
        cpuNanos,
        rssBytes,
        heapUsedBytes,
        heapMaxBytes,
        gcMillis,
        connections,
        requests,
        busyNanos,
        busyLoops);
  }

  static Vitals fromJson(JsonArray json) {
    return new Vitals(
        json.getLong(0),
        json.getLong(1),
        json.getLong(2),
        json.getLong(3),
        json.getLong(4),
        json.getLong(5),
        json.getLong(6),
        json.getLong(7),
        json.getLong(8),
        json.getInteger(9));
  }
}
