package dev.drover.socket;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many connections each slot has at each shared address, in memory that the supervisor and all
 * replicas map. The kernel picks a slot at random, which spreads many connections evenly and few
 * ones badly; a replica that sees it has more than its share passes a connection on.
 *
 * <p>A row per address, a column per slot; {@link #NOT_LIVE} where no replica serves. Any thread.
 */
final class Shares {
  static final long NOT_LIVE = -1;

  /** Addresses past this many are not balanced, only spread by the kernel. */
  static final int ROWS = 64;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final int slots;

  private Shares(ByteBuffer memory, int slots) {
    this.memory = memory;
    this.slots = slots;
  }

  /**
   * Maps the file, which is made where there is none. Only the supervisor may make it.
   *
   * @param slots the same number in every process
   */
  static Shares map(Path file, int slots) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long bytes = (long) ROWS * slots * Long.BYTES;
      ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      return new Shares(memory.order(ByteOrder.nativeOrder()), slots);
    }
  }

  void set(int row, int slot, long count) {
    if (row < ROWS) {
      LONG.setVolatile(memory, at(row, slot), count);
    }
  }

  long get(int row, int slot) {
    return row < ROWS ? (long) LONG.getVolatile(memory, at(row, slot)) : NOT_LIVE;
  }

  /** A slot that is not live stays so: what a dying replica still counts is nobody's. */
  void add(int row, int slot, long change) {
    if (row >= ROWS) {
      return;
    }
    int at = at(row, slot);
    long count;
    do {
      count = (long) LONG.getVolatile(memory, at);
    } while (count >= 0 && !LONG.compareAndSet(memory, at, count, Math.max(0, count + change)));
  }

  /** Whether one more connection would be clearly more than what the idlest other slot has. */
  boolean isOverloaded(int row, int slot) {
    if (row >= ROWS) {
      return false;
    }
    long least = Long.MAX_VALUE;
    for (int other = 1; other <= slots; other++) {
      long count = other == slot ? NOT_LIVE : get(row, other);
      if (count >= 0) {
        least = Math.min(least, count);
      }
    }
    // An eighth and two: even enough to see, rare enough to cost nothing.
    return least != Long.MAX_VALUE && get(row, slot) + 1 > least + least / 8 + 2;
  }

  private int at(int row, int slot) {
    return (row * slots + slot - 1) * Long.BYTES;
  }
}
