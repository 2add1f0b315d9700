package dev.drover.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what {@link com.acme.ShardLoad} and {@link com.acme.ShardWorker} have written. */
final class ShardLogs {
  /**
   * @param rest what comes after the time and the word
   */
  private record Line(long nanos, String word, List<String> rest) {
    static Line of(String text) {
      String[] words = text.split(" ");
      return new Line(Long.parseLong(words[0]), words[1], List.of(words).subList(2, words.length));
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> handled = new HashSet<>();

  /** Killed processes by id, and when. */
  private final Map<String, Long> killed;

  int done;
  int unknown;
  int moves;

  ShardLogs(Path directory, Map<String, Long> killed) throws IOException {
    this.killed = killed;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.readAllLines(file).forEach(line -> lines.add(Line.of(line)));
      }
    }
    lines.sort(Comparator.comparingLong(Line::nanos));
    shards();
    messages();
  }

  List<String> problems() {
    return problems;
  }

  private void shards() {
    Map<String, String> busy = new HashMap<>();
    Map<String, String> owner = new HashMap<>();
    Map<String, String> released = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    for (Line line : lines) {
      switch (line.word()) {
        case "begin" -> begin(line, busy, owner, last);
        case "end" -> busy.remove(line.rest().get(0), line.rest().get(1));
        case "release" -> released.put(line.rest().get(0), line.rest().get(2));
        case "restore" -> restore(line, owner, released);
        default -> {}
      }
    }
  }

  private void begin(
      Line line, Map<String, String> busy, Map<String, String> owner, Map<String, Integer> last) {
    String shard = line.rest().get(0);
    String me = line.rest().get(1);
    String other = busy.put(shard, me);
    if (other != null && !diedBefore(other, line.nanos())) {
      problems.add("two at once: " + line + ", and " + other);
    }
    if (!me.equals(owner.get(shard))) {
      problems.add("not the owner, which is " + owner.get(shard) + ": " + line);
    }
    String body = String.join(" ", line.rest().subList(2, 5));
    if (!handled.add(body)) {
      problems.add("twice: " + line);
    }
    int number = Integer.parseInt(line.rest().get(4));
    Integer before = last.put(String.join(" ", line.rest().subList(2, 4)), number);
    if (before != null && before > number) {
      problems.add("order: " + line + " after " + before);
    }
  }

  private void restore(Line line, Map<String, String> owner, Map<String, String> released) {
    String shard = line.rest().get(0);
    String state = line.rest().get(2);
    String before = owner.put(shard, line.rest().get(1));
    moves += before == null ? 0 : 1;
    if (!state.equals("-") && !state.equals(released.get(shard))) {
      problems.add("state: " + line + ", released was " + released.get(shard));
    }
    if (state.equals("-") && before != null && killed.isEmpty()) {
      problems.add("state lost: " + line);
    }
  }

  private void messages() {
    for (Line line : lines) {
      String body = String.join(" ", line.rest());
      switch (line.word()) {
        case "done" -> {
          done++;
          if (!handled.contains(body)) {
            problems.add("lost: " + line);
          }
        }
        case "unknown" -> {
          unknown++;
          if (killed.values().stream().noneMatch(kill -> line.nanos() >= kill)) {
            problems.add("said to be lost before anything was killed: " + line);
          }
        }
        case "failed" -> problems.add("failed: " + line);
        default -> {}
      }
    }
  }

  private boolean diedBefore(String owner, long nanos) {
    Long kill = killed.get(owner.substring(0, owner.indexOf('/')));
    return kill != null && kill <= nanos;
  }

  /**
   * For each killed process, the milliseconds until the last of the shards that it owned had an
   * owner again.
   */
  List<Long> ownedAgainMillis() {
    List<Long> all = new ArrayList<>();
    killed.forEach((pid, kill) -> all.add(ownedAgain(pid, kill)));
    all.sort(null);
    return all;
  }

  private long ownedAgain(String pid, long kill) {
    Map<String, String> owner = new HashMap<>();
    Set<String> orphans = new HashSet<>();
    boolean dead = false;
    long latest = kill;
    for (Line line : lines) {
      if (!dead && line.nanos() >= kill) {
        dead = true;
        owner.forEach(
            (shard, one) -> {
              if (one.startsWith(pid + "/")) {
                orphans.add(shard);
              }
            });
      }
      if (line.word().equals("restore")) {
        owner.put(line.rest().get(0), line.rest().get(1));
        if (dead && orphans.remove(line.rest().get(0))) {
          latest = line.nanos();
        }
      }
    }
    return orphans.isEmpty() ? (latest - kill) / 1_000_000 : Long.MAX_VALUE;
  }
}
