package dev.drover.process;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The children of the native back end whose ends are still to be taken by who started them. */
final class OwnChildren {
  private static final Map<Integer, Object> OWNERS = new ConcurrentHashMap<>();

  private OwnChildren() {}

  static void add(int pid, Object owner) {
    OWNERS.put(pid, owner);
  }

  /** Does nothing when the number is another child's by now. */
  static void remove(int pid, Object owner) {
    OWNERS.remove(pid, owner);
  }

  static boolean contains(int pid) {
    return OWNERS.containsKey(pid);
  }
}
