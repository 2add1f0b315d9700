package dev.drover.shard;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a node and the others say to each other, and who coordinates them. Who there is {@link
 * NodeView} knows, whom to obey {@link Allegiance}. Of a node that has ended nothing is heard any
 * more, even if it still arrives. On the node's thread.
 */
final class Peers implements Coordinator.Office {
  /** When another coordinates though this one thinks that it should, the views differ still. */
  private static final long RELUCTANCE_MILLIS = 1_000;

  private final String self;
  private final Link link;
  private final ShardNode node;
  private final NodeView view;
  private final Allegiance allegiance = new Allegiance();
  private Coordinator coordinator;
  private boolean reporting;

  /** Whether anybody uses shards, as far as this node knows. */
  private boolean awake;

  Peers(String self, Link link, ShardNode node) {
    this.self = self;
    this.link = link;
    this.node = node;
    this.view = new NodeView(self);
  }

  @Override
  public List<String> members() {
    return view.members();
  }

  @Override
  public List<String> gone() {
    return view.gone();
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
    return allegiance.leader();
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
    List<String> before = view.members();
    for (String ended : view.changed(now)) {
      node.gone(ended);
      if (coordinator != null) {
        coordinator.gone(ended);
      }
    }
    if (awake) {
      greetThoseWhoCame(before);
    }
  }

  private void greetThoseWhoCame(List<String> before) {
    elect();
    if (coordinator != null) {
      view.members().stream().filter(one -> !before.contains(one)).forEach(coordinator::joined);
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
      greetThoseWhoCame(view.members());
    }
  }

  private void elect() {
    if (!view.eldest().equals(self)) {
      coordinator = null;
    } else if (coordinator == null) {
      coordinator = new Coordinator(this, allegiance.term() + 1);
      coordinator.start();
      node.nudgeLater();
    }
  }

  /** Makes itself known to a coordinator that may not know of it. */
  private void greet() {
    if (!obeysEldest()) {
      link.tell(view.eldest(), new JsonObject().put(Words.WORD, Words.HELLO));
    }
  }

  private boolean obeysEldest() {
    return view.eldest().equals(allegiance.leader());
  }

  void leave() {
    view.leaves(self);
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
    view.others().forEach(one -> link.tell(one, new JsonObject().put(Words.WORD, word)));
  }

  void ask(String group) {
    if (reporting) {
      // It may be this node's own consumer that is asked for.
      sendReport();
    }
    if (leader() != null) {
      link.tell(leader(), new JsonObject().put(Words.WORD, Words.ASK).put("group", group));
    }
  }

  /** The version of the next report. */
  long nextVersion() {
    return allegiance.nextVersion();
  }

  /** Says soon what has changed. */
  void report() {
    allegiance.changed();
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
    if (leader() != null) {
      NodeReport report = node.report(allegiance.term(), allegiance.version());
      link.tell(leader(), report.toJson().put(Words.WORD, Words.REPORT));
    }
  }

  /** Says again what has had no effect; whether there is anything. */
  boolean nudge() {
    if (!awake) {
      return false;
    }
    boolean any = !obeysEldest();
    if (any) {
      greet();
    } else if (!allegiance.isAllHeard() || node.consumers().isAnyLeaving()) {
      any = true;
      sendReport();
    }
    if (view.isLeaving()) {
      sayToOthers(Words.LEAVING);
    }
    return coordinator != null && coordinator.nudge() || any;
  }

  boolean isGone(String other) {
    return view.isGone(other);
  }

  /** As {@link Allegiance#mayHandOver}; never from a node that has ended. */
  boolean mayHandOver(String other, long epoch) {
    return !view.isGone(other) && allegiance.mayHandOver(other, epoch);
  }

  /** As {@link Allegiance#isKnown}. */
  boolean isKnown(long epoch) {
    return allegiance.isKnown(epoch);
  }

  void told(String from, JsonObject word) {
    if (view.isGone(from)) {
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
        if (view.leaves(from)) {
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
    if (!view.members().contains(from)) {
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
    List<String> gone = word.getJsonArray("gone").stream().map(String.class::cast).toList();
    if (!allegiance.accept(from, word.getLong("term"), gone)) {
      JsonObject refused = new JsonObject().put(Words.WORD, Words.REFUSED);
      link.tell(from, refused.put("term", allegiance.term()));
      return;
    }
    if (coordinator != null && !from.equals(self)) {
      coordinator = null;
      link.later(RELUCTANCE_MILLIS, this::elect);
    }
    allegiance.changed();
    sendReport();
  }

  private void fromCoordinator(String from, JsonObject word) {
    if (!allegiance.isTo(from, word.getLong("term"))) {
      return;
    }
    switch (word.getString(Words.WORD)) {
      case Words.HEARD -> {
        allegiance.heard(word.getLong("version"));
        node.consumers().heard(word);
      }
      case Words.ORDERS -> node.obey(word);
      default -> node.outgoing().routed(word);
    }
  }
}
