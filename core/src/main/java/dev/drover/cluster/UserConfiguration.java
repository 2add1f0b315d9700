package dev.drover.cluster;

import io.vertx.spi.cluster.hazelcast.ConfigUtil;

/**
 * Tells whether the user has a Hazelcast configuration of their own, by vertx-hazelcast's rules.
 */
final class UserConfiguration {

  private static final String FILE = "cluster.xml";

  private UserConfiguration() {}

  static boolean exists() {
    return System.getProperty("vertx.hazelcast.config") != null
        || isVisible(Thread.currentThread().getContextClassLoader())
        || isVisible(ConfigUtil.class.getClassLoader());
  }

  private static boolean isVisible(ClassLoader loader) {
    return loader != null && loader.getResource(FILE) != null;
  }
}
