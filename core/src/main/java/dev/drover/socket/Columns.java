package dev.drover.socket;

import java.util.BitSet;

/** Which columns of one row of the {@link Shares} are given away. Confined to one thread. */
final class Columns {
  private final BitSet taken = new BitSet();

  /** The lowest free one. */
  int take() {
    int column = taken.nextClearBit(0);
    taken.set(column);
    return column;
  }

  void giveBack(int column) {
    taken.clear(column);
  }
}
