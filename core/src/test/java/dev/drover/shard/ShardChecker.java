package dev.drover.shard;

import dev.drover.cluster.MemberLostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what is lost, doubled, out of order, or handled by two at once. Safe for all threads. */
final class ShardChecker {
  /** One message: the sender's next of that key. */
  record Sent(String sender, String key, int number) {
    String body() {
      return sender + " " + key + " " + number;
    }

    static Sent of(String body) {
      String[] parts = body.split(" ");
      return new Sent(parts[0], parts[1], Integer.parseInt(parts[2]));
    }
  }

  private final Map<String, Integer> lastSent = new HashMap<>();
  private final Map<String, Integer> lastHandled = new HashMap<>();
  private final Set<Sent> handled = new HashSet<>();
  private final Set<Sent> open = new HashSet<>();
  private final Map<Integer, String> busy = new HashMap<>();
  private final Map<Integer, Integer> states = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> dead = new HashSet<>();
  private int done;
  private int unknown;

  /** Whether two may own a shard for a while. */
  boolean split;

  synchronized Sent sending(String sender, String key) {
    Sent sent = new Sent(sender, key, lastSent.merge(sender + " " + key, 1, Integer::sum));
    open.add(sent);
    return sent;
  }

  synchronized void ended(Sent sent, Throwable failure) {
    open.remove(sent);
    if (failure == null) {
      done++;
      // Not yet, if it was no request: it is checked in the end.
      promised.add(sent);
    } else if (MemberLostException.is(failure)) {
      unknown++;
    } else {
      problems.add("failed: " + sent + ": " + failure);
    }
  }

  private final Set<Sent> promised = new HashSet<>();

  synchronized void begin(String member, int shard, String key, Object body) {
    Sent sent = Sent.of((String) body);
    String other = busy.put(shard, member);
    if (other != null && !dead.contains(other) && !split) {
      problems.add("shard " + shard + " at " + other + " and " + member + " at once: " + sent);
    }
    if (!handled.add(sent)) {
      problems.add("twice: " + sent);
    }
    Integer last = lastHandled.put(sent.sender() + " " + key, sent.number());
    if (last != null && last > sent.number()) {
      problems.add("order: " + sent + " after " + last);
    }
  }

  synchronized void end(String member, int shard) {
    busy.remove(shard, member);
  }

  synchronized void crashed(String member) {
    dead.add(member);
    busy.values().removeIf(member::equals);
  }

  synchronized void released(String member, int shard, int count) {
    if (member.equals(busy.get(shard))) {
      problems.add("shard " + shard + " released by " + member + " while it handles a message");
    }
    states.put(shard, count);
  }

  synchronized void restored(String member, int shard, Integer count) {
    if (count != null && !split && !count.equals(states.get(shard))) {
      problems.add(
          "shard " + shard + " at " + member + ": state " + count + ", was " + states.get(shard));
    }
  }

  /**
   * @return problems so far
   */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * All is at rest. What was promised to be handled must have been, but for messages without an
   * answer that their owner had only taken when it crashed.
   *
   * @param crashes whether any member has crashed
   */
  synchronized List<String> verdict(boolean crashes) {
    List<String> all = new ArrayList<>(problems);
    open.stream()
        .filter(sent -> !dead.contains(sent.sender()))
        .forEach(sent -> all.add("no end: " + sent));
    if (!crashes) {
      promised.stream()
          .filter(sent -> !handled.contains(sent))
          .forEach(sent -> all.add("lost: " + sent));
      if (unknown > 0) {
        all.add(unknown + " said to be lost, and nobody crashed");
      }
    }
    return all;
  }

  synchronized int done() {
    return done;
  }

  synchronized int unknown() {
    return unknown;
  }
}
