package dev.drover.cluster;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is dead to one member: those that the cluster has lost, until it has them back, and those of
 * which somebody who knows has said it, whatever the cluster says. What follows from a death is not
 * its matter. Safe for all threads; never blocks.
 */
final class DeadMembers {
  /** The latest dead are remembered for good. */
  static final int MOST_BURIED = 1_000;

  /** Read for every request that is sent to another member. */
  private final Set<String> dead = ConcurrentHashMap.newKeySet();

  /** Those of them of which the cluster is not believed. */
  private final Set<String> declared = new HashSet<>();

  /** Those of them that are dead for everybody, the latest last. */
  private final Set<String> buried = new LinkedHashSet<>();

  boolean contains(String nodeId) {
    return dead.contains(nodeId);
  }

  /**
   * The cluster has lost it.
   *
   * @return whether that is news
   */
  synchronized boolean lost(String nodeId) {
    boolean news = dead.add(nodeId);
    if (news) {
      bury(nodeId);
    }
    return news;
  }

  /**
   * The cluster has it, for the first time or again.
   *
   * @return whether it was dead until now
   */
  synchronized boolean came(String nodeId) {
    return !declared.contains(nodeId) && forget(nodeId);
  }

  /**
   * Somebody who knows says that its process is gone. The cluster is not believed of it until
   * {@link #believeCluster}.
   *
   * @return whether that is news
   */
  synchronized boolean declare(String nodeId) {
    boolean news = dead.add(nodeId);
    if (news) {
      declared.add(nodeId);
    }
    return news;
  }

  /** From now on the cluster's word counts of it again; until there is one it is what it was. */
  synchronized void believeCluster(String nodeId) {
    declared.remove(nodeId);
  }

  /** It was not dead. */
  synchronized void revive(String nodeId) {
    forget(nodeId);
  }

  /** It is dead for everybody: it may be forgotten when many have followed. */
  synchronized void bury(String nodeId) {
    // It may just have come back.
    if (dead.contains(nodeId) && buried.add(nodeId) && buried.size() > MOST_BURIED) {
      forget(buried.iterator().next());
    }
  }

  private boolean forget(String nodeId) {
    buried.remove(nodeId);
    return dead.remove(nodeId);
  }
}
