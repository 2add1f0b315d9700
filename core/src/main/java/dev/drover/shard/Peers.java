package dev.drover.shard;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The other nodes as this one sees them: who there is, who coordinates, and what is said between
 * them. Of a node that has ended nothing is heard any more, even if it still arrives.
 */
final class Peers implements Coordinator.Office {
  private static final int MOST_GONE = 1_000;

  /** When another coordinates though this one thinks that it should, the views differ still. */
  private static final long RELUCTANCE_MILLIS = 1_000;

  private final String self;
  private final Link link;
  private final ShardNode node;
  private final Set<String> gone = new LinkedHashSet<>();

  /** Ended, as a coordinator has said; what such a node has handed over last may be outdated. */
  private final Set<String> fenced = new HashSet<>();

  private final Set<String> leaving = new HashSet<>();
  private List<String> members = List.of();
  private Coordinator coordinator;
  private String leader;
  private long term;
  private long version;
  private long heard;
  private boolean reporting;

  /** Whether anybody uses shards, as far as this node knows. */
  private boolean awake;

  Peers(String self, Link link, ShardNode node) {
    this.self = self;
    this.link = link;
    this.node = node;
  }

  @Override
  public List<String> members() {
    return members;
  }

  @Override
  public List<String> gone() {
    return List.copyOf(gone);
  }

  @Override
  public void tell(String to, JsonObject word) {
    link.tell(to, word);
  }

  @Override
  public void later(long millis, Runnable task) {
    link.later(millis, task);
  }

  /** The node that this one obeys; null for none so far. */
  String leader() {
    return leader;
  }

  boolean isCoordinator() {
    return coordinator != null;
  }

  /**
   * Who there is now.
   *
   * @param now the oldest first, this node included
   */
  void changed(List<String> now) {
    List<String> before = members;
    members = List.copyOf(now);
    for (String one : now) {
      if (!before.contains(one)) {
        gone.remove(one);
      }
    }
    for (String one : before) {
      if (!now.contains(one)) {
        bury(one);
        leaving.remove(one);
        node.gone(one);
        if (coordinator != null) {
          coordinator.gone(one);
        }
      }
    }
    if (awake) {
      greetThoseWhoCame(before);
    }
  }

  private void greetThoseWhoCame(List<String> before) {
    elect();
    if (coordinator != null) {
      members.stream().filter(one -> !before.contains(one)).forEach(coordinator::joined);
    }
    greet();
    node.outgoing().membersChanged();
    node.nudgeLater();
  }

  /**
   * Somebody uses shards. Where nobody does nothing is said: members come and go without a word of
   * this. Who wakes greets the eldest, which wakes it, and that asks all others.
   */
  void wake() {
    if (!awake) {
      awake = true;
      greetThoseWhoCame(members);
    }
  }

  private void bury(String one) {
    gone.add(one);
    if (gone.size() > MOST_GONE) {
      gone.remove(gone.iterator().next());
    }
  }

  private String eldest() {
    return members.stream()
        .filter(one -> !leaving.contains(one))
        .findFirst()
        .orElse(members.isEmpty() ? self : members.get(0));
  }

  private void elect() {
    if (!eldest().equals(self)) {
      coordinator = null;
    } else if (coordinator == null) {
      coordinator = new Coordinator(this, term + 1);
      coordinator.start();
      node.nudgeLater();
    }
  }

  /** Makes itself known to a coordinator that may not know of it. */
  private void greet() {
    if (leader == null || !leader.equals(eldest())) {
      link.tell(eldest(), new JsonObject().put(Words.WORD, Words.HELLO));
    }
  }

  void leave() {
    leaving.add(self);
    if (awake) {
      sayToOthers(Words.LEAVING);
      elect();
    }
  }

  /** To be called when this node has said of all that it has taken that it took it. */
  void left() {
    if (awake) {
      sayToOthers(Words.LEFT);
    }
  }

  private void sayToOthers(String word) {
    members.stream()
        .filter(one -> !one.equals(self))
        .forEach(one -> link.tell(one, new JsonObject().put(Words.WORD, word)));
  }

  void ask(String group) {
    if (reporting) {
      // It may be this node's own consumer that is asked for.
      sendReport();
    }
    if (leader != null) {
      link.tell(leader, new JsonObject().put(Words.WORD, Words.ASK).put("group", group));
    }
  }

  /** The version of the next report. */
  long nextVersion() {
    return version + 1;
  }

  /** Says soon what has changed. */
  void report() {
    version++;
    if (!reporting) {
      reporting = true;
      link.later(
          0,
          () -> {
            reporting = false;
            sendReport();
          });
    }
  }

  private void sendReport() {
    if (leader != null) {
      link.tell(leader, node.report(term, version).toJson().put(Words.WORD, Words.REPORT));
    }
  }

  /** Says again what has had no effect; whether there is anything. */
  boolean nudge() {
    if (!awake) {
      return false;
    }
    boolean any = leader == null || !leader.equals(eldest());
    if (any) {
      greet();
    } else if (heard < version || node.isAnyLeaving()) {
      any = true;
      sendReport();
    }
    if (leaving.contains(self)) {
      sayToOthers(Words.LEAVING);
    }
    return coordinator != null && coordinator.nudge() || any;
  }

  boolean isGone(String other) {
    return gone.contains(other);
  }

  /**
   * Whether a shard may be taken from that node. What was begun under another coordinator counts
   * only if this one knows of it, and it does unless that node had ended before.
   */
  boolean mayHandOver(String other, long epoch) {
    boolean ordered = Coordinator.termOf(epoch) == term;
    return !gone.contains(other) && (ordered || !fenced.contains(other));
  }

  /**
   * Whether the old owner may forget a shard that was taken from it. A coordinator knows of a move
   * that it has ordered. One that came later must have heard of it from the new owner first: else
   * the old one's report may be there before, and the shard belongs to nobody. The old owner offers
   * it again until then.
   */
  boolean isKnown(long epoch) {
    return Coordinator.termOf(epoch) == term || heard >= version;
  }

  void told(String from, JsonObject word) {
    if (gone.contains(from)) {
      return;
    }
    wake();
    switch (word.getString(Words.WORD)) {
      case Words.COLLECT -> collected(from, word);
      case Words.HEARD, Words.ORDERS, Words.ROUTES -> fromCoordinator(from, word);
      case Words.TAKEN -> node.taken(word);
      case Words.TOOK -> node.outgoing().took(from, word);
      case Words.LEFT -> node.outgoing().left(from);
      case Words.LEAVING -> {
        if (leaving.add(from)) {
          elect();
        }
      }
      default -> toCoordinator(from, word);
    }
  }

  private void toCoordinator(String from, JsonObject word) {
    if (coordinator == null) {
      return;
    }
    if (!members.contains(from)) {
      // Nobody would tell its end; it says so again when it is known.
      link.lookAgain();
      return;
    }
    switch (word.getString(Words.WORD)) {
      case Words.HELLO -> coordinator.collect(from);
      case Words.REFUSED -> coordinator.refused(word.getLong("term"));
      case Words.REPORT -> coordinator.report(from, NodeReport.of(word));
      case Words.ASK -> coordinator.asked(from, word.getString("group"));
      default -> {} // A later version's.
    }
    node.nudgeLater();
  }

  private void collected(String from, JsonObject word) {
    long its = word.getLong("term");
    if (its < term || its == term && !from.equals(leader)) {
      link.tell(from, new JsonObject().put(Words.WORD, Words.REFUSED).put("term", term));
      return;
    }
    if (its > term) {
      heard = -1;
    }
    term = its;
    leader = from;
    fenced.clear();
    word.getJsonArray("gone").forEach(one -> fenced.add((String) one));
    if (coordinator != null && !from.equals(self)) {
      coordinator = null;
      link.later(RELUCTANCE_MILLIS, this::elect);
    }
    version++;
    sendReport();
  }

  private void fromCoordinator(String from, JsonObject word) {
    if (word.getLong("term") != term || !from.equals(leader)) {
      return;
    }
    switch (word.getString(Words.WORD)) {
      case Words.HEARD -> {
        heard = Math.max(heard, word.getLong("version"));
        node.heard(word);
      }
      case Words.ORDERS -> node.obey(word);
      default -> node.outgoing().routed(word);
    }
  }
}
