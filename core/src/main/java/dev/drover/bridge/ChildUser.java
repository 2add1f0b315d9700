package dev.drover.bridge;

import dev.drover.config.JsonFields;
import dev.drover.process.SpawnOptionsBuilder;

/**
 * Who a child runs as. Under this JVM's own user any two children may read each other's environment
 * and memory: that is how the kernel protects processes, by user.
 *
 * @param uid negative for this JVM's own
 * @param gid negative for this JVM's own
 */
record ChildUser(int uid, int gid) {
  static final ChildUser SAME = new ChildUser(-1, -1);

  static ChildUser read(JsonFields fields) {
    return new ChildUser(
        fields.whole("uid", SAME.uid(), 0, Integer.MAX_VALUE),
        fields.whole("gid", SAME.gid(), 0, Integer.MAX_VALUE));
  }

  void applyTo(SpawnOptionsBuilder options) {
    if (uid >= 0) {
      options.uid(uid);
    }
    if (gid >= 0) {
      options.gid(gid);
    }
  }
}
