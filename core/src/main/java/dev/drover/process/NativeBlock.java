package dev.drover.process;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One zeroed block of native memory that is parcelled out and freed as a whole. */
final class NativeBlock implements AutoCloseable {
  private static final int ALIGNMENT = 16;
  private static final Charset ENCODING = systemEncoding();

  private final Pointer memory;
  private final long base;
  private long used;

  NativeBlock(long size) {
    // Not JNA's Memory: that one registers with a cleaner, which costs more than what it is for.
    base = Native.malloc(size);
    if (base == 0) {
      throw new OutOfMemoryError("cannot allocate " + size + " bytes of native memory");
    }
    memory = new Pointer(base);
    memory.clear(size);
  }

  /** Of file names and arguments; in the C locale UTF-8 is what was meant. */
  private static Charset systemEncoding() {
    String name = System.getProperty("sun.jnu.encoding", "UTF-8");
    Charset charset = Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
  }

  static byte[] bytes(String text) {
    return text.getBytes(ENCODING);
  }

  /** Room that {@link #table} takes. */
  static long sizeOfTable(List<byte[]> strings) {
    long size = ALIGNMENT + 8L * (strings.size() + 1);
    for (byte[] string : strings) {
      size += string.length + 1;
    }
    return size;
  }

  long take(long size) {
    used = (used + ALIGNMENT - 1) & -ALIGNMENT;
    long address = base + used;
    used += size;
    return address;
  }

  /** A string with its NUL. */
  long string(byte[] text) {
    long address = base + used;
    memory.write(used, text, 0, text.length);
    used += text.length + 1;
    return address;
  }

  /** A {@code char*[]} that ends with NULL. */
  long table(List<byte[]> strings) {
    long address = take(8L * (strings.size() + 1));
    long entry = address - base;
    for (byte[] string : strings) {
      memory.setLong(entry, string(string));
      entry += 8;
    }
    return address;
  }

  void fill(long address, long size, int value) {
    memory.setMemory(address - base, size, (byte) value);
  }

  int getInt(long address) {
    return memory.getInt(address - base);
  }

  void setInt(long address, int value) {
    memory.setInt(address - base, value);
  }

  short getShort(long address) {
    return memory.getShort(address - base);
  }

  long getLong(long address) {
    return memory.getLong(address - base);
  }

  @Override
  public void close() {
    Native.free(base);
  }
}
