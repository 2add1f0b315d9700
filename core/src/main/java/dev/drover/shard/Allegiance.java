package dev.drover.shard;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which coordinator a node obeys, and how much that one knows of it. Says nothing to anybody: pure
 * decisions, on the node's thread.
 */
final class Allegiance {
  /** Ended, as the coordinator has said; what such a node has handed over last may be outdated. */
  private final Set<String> fenced = new HashSet<>();

  private String leader;
  private long term;
  private long version;
  private long heard;

  /** The node that is obeyed; null for none so far. */
  String leader() {
    return leader;
  }

  /** The last one that was obeyed, by whomever it was begun. */
  long term() {
    return term;
  }

  /**
   * A coordinator asks for obedience.
   *
   * @param its the term it has begun
   * @param gone the nodes that it knows to have ended
   * @return false when another one is obeyed that has begun the same term, or a later one
   */
  boolean accept(String coordinator, long its, Collection<String> gone) {
    if (its < term || its == term && !coordinator.equals(leader)) {
      return false;
    }
    if (its > term) {
      heard = -1;
    }
    term = its;
    leader = coordinator;
    fenced.clear();
    fenced.addAll(gone);
    return true;
  }

  /** Whether what that node has said in that term is to be obeyed. */
  boolean isTo(String coordinator, long its) {
    return its == term && coordinator.equals(leader);
  }

  /** Of the next report. */
  long nextVersion() {
    return version + 1;
  }

  /** Of the last change there is to report. */
  long version() {
    return version;
  }

  /** There is something to report. */
  void changed() {
    version++;
  }

  /** The coordinator has read that report. */
  void heard(long reported) {
    heard = Math.max(heard, reported);
  }

  /** Whether the coordinator knows all that there is to report. */
  boolean isAllHeard() {
    return heard >= version;
  }

  /**
   * Whether a shard may be taken from that node. What was begun under another coordinator counts
   * only if this one knows of it, and it does unless that node had ended before.
   */
  boolean mayHandOver(String other, long epoch) {
    return Coordinator.termOf(epoch) == term || !fenced.contains(other);
  }

  /**
   * Whether the old owner may forget a shard that was taken from it. A coordinator knows of a move
   * that it has ordered. One that came later must have heard of it from the new owner first: else
   * the old one's report may be there before, and the shard belongs to nobody. The old owner offers
   * it again until then.
   */
  boolean isKnown(long epoch) {
    return Coordinator.termOf(epoch) == term || isAllHeard();
  }
}
