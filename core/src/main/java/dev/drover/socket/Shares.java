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
 * How many connections each replica has at each shared address, in memory that the supervisor and
 * all replicas map. The kernel picks a slot at random, which spreads many connections evenly and
 * few ones badly; a replica that sees it has more than its share passes a connection on.
 *
 * <p>A row per address, a column per replica that serves it, {@link #NOT_LIVE} where none does. A
 * replica and not a slot, because two replicas serve a slot while one replaces the other. The file
 * has room for as many as there may ever be, so nobody has to map it again when replicas are added;
 * the room that is not used takes no memory. Any thread.
 */
final class Shares {
  static final long NOT_LIVE = -1;

  /** Addresses past this many are not balanced, only spread by the kernel. */
  static final int ROWS = 64;

  /** Twice {@link SharedPorts#MAX_SLOTS}. */
  static final int COLUMNS = 2 * SharedPorts.MAX_SLOTS;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  // The first number in the file says how many columns have ever been used: so few are looked at.
  private static final int USED = 0;
  private static final int HEADER_BYTES = Long.BYTES;

  private final ByteBuffer memory;

  private Shares(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Maps the file, which is made where there is none. Only the supervisor may make it. */
  static Shares map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long bytes = HEADER_BYTES + (long) ROWS * COLUMNS * Long.BYTES;
      ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      return new Shares(memory.order(ByteOrder.nativeOrder()));
    }
  }

  /** The supervisor only. */
  void set(int row, int column, long count) {
    if (isCounted(row, column)) {
      LONG.setVolatile(memory, at(row, column), stored(count));
      if (column >= used()) {
        LONG.setVolatile(memory, USED, (long) column + 1);
      }
    }
  }

  long get(int row, int column) {
    return isCounted(row, column)
        ? counted((long) LONG.getVolatile(memory, at(row, column)))
        : NOT_LIVE;
  }

  /** A column that is not live stays so: what a dying replica still counts is nobody's. */
  void add(int row, int column, long change) {
    if (!isCounted(row, column)) {
      return;
    }
    int at = at(row, column);
    long before;
    long after;
    do {
      before = (long) LONG.getVolatile(memory, at);
      after = stored(Math.max(0, counted(before) + change));
    } while (counted(before) != NOT_LIVE && !LONG.compareAndSet(memory, at, before, after));
  }

  /** Whether one more connection would be clearly more than what the idlest other replica has. */
  boolean isOverloaded(int row, int column) {
    if (!isCounted(row, column)) {
      return false;
    }
    long least = Long.MAX_VALUE;
    int used = used();
    for (int other = 0; other < used; other++) {
      long count = other == column ? NOT_LIVE : get(row, other);
      if (count >= 0) {
        least = Math.min(least, count);
      }
    }
    // An eighth and two: even enough to see, rare enough to cost nothing.
    return least != Long.MAX_VALUE && get(row, column) + 1 > least + least / 8 + 2;
  }

  private static boolean isCounted(int row, int column) {
    return row < ROWS && column < COLUMNS;
  }

  private int used() {
    return (int) Math.min(COLUMNS, (long) LONG.getVolatile(memory, USED));
  }

  /** A new file is all zeros: they mean that nobody is live. */
  private static long stored(long count) {
    return count + 1;
  }

  private static long counted(long stored) {
    return stored - 1;
  }

  private static int at(int row, int column) {
    return HEADER_BYTES + (row * COLUMNS + column) * Long.BYTES;
  }
}
