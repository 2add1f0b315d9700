package dev.drover.shard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which nodes there are as one of them sees it, which have ended, and so who should coordinate.
 * Says nothing to anybody: pure decisions, on the node's thread.
 */
final class NodeView {
  private static final int MOST_GONE = 1_000;

  private final String self;
  private final Set<String> gone = new LinkedHashSet<>();
  private final Set<String> leaving = new HashSet<>();
  private List<String> members = List.of();

  NodeView(String self) {
    this.self = self;
  }

  /** The oldest first. */
  List<String> members() {
    return members;
  }

  List<String> others() {
    return members.stream().filter(one -> !one.equals(self)).toList();
  }

  /** That have ended lately. */
  List<String> gone() {
    return List.copyOf(gone);
  }

  boolean isGone(String other) {
    return gone.contains(other);
  }

  /**
   * @param now who there is, the oldest first, this node included
   * @return who has ended since the last time
   */
  List<String> changed(List<String> now) {
    List<String> ended = new ArrayList<>(members);
    ended.removeAll(now);
    now.stream().filter(one -> !members.contains(one)).forEach(gone::remove);
    ended.forEach(this::bury);
    leaving.removeAll(Set.copyOf(ended));
    members = List.copyOf(now);
    return ended;
  }

  private void bury(String one) {
    gone.add(one);
    if (gone.size() > MOST_GONE) {
      gone.remove(gone.iterator().next());
    }
  }

  /**
   * That node ends soon.
   *
   * @return whether that is new
   */
  boolean leaves(String one) {
    return leaving.add(one);
  }

  boolean isLeaving() {
    return leaving.contains(self);
  }

  /** Who should coordinate: the oldest that is not leaving. */
  String eldest() {
    return members.stream()
        .filter(one -> !leaving.contains(one))
        .findFirst()
        .orElse(members.isEmpty() ? self : members.get(0));
  }
}
