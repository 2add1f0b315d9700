package dev.drover.cluster;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Default cluster names: members with different names never meet. */
public final class ClusterName {

  private ClusterName() {}

  /** One that nobody else has: {@code drover-<user>-<service>-<random>}. */
  public static String unique(String service) {
    long random = ThreadLocalRandom.current().nextLong() & 0xffff_ffffL;
    return String.format(Locale.ROOT, "%s-%s-%08x", ofUser(), service, random);
  }

  /** The one all launchers of this user share: {@code drover-<user>}. */
  public static String ofUser() {
    String user = System.getProperty("user.name", "");
    // In a container without a passwd entry the JVM reports "?".
    String plain = user.replaceAll("[^A-Za-z0-9._-]", "");
    return "drover-" + (plain.isEmpty() ? "user" : plain);
  }
}
