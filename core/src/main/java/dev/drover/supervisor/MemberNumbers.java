package dev.drover.supervisor;

import java.util.BitSet;

/**
 * A number for each living replica of a cluster: that of its slot would do if a slot had one
 * replica at a time. As few numbers as possible, so that those of ended replicas, and the cluster
 * ports that belong to them, are used again. Confined to the supervisor's context.
 */
final class MemberNumbers {
  private final BitSet taken = new BitSet();

  /** The lowest free one, from 1. */
  int take() {
    int number = taken.nextClearBit(1);
    taken.set(number);
    return number;
  }

  /** The replica has ended. */
  void giveBack(int number) {
    taken.clear(number);
  }
}
