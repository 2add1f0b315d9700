package dev.drover.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Default cluster names: members with different names never meet. */
public final class ClusterName {

  private ClusterName() {}

  /** One that nobody else has: {@code drover-<user>-<service>-<random>}. */
  public static String unique(String service) {
    long random = ThreadLocalRandom.current().nextLong() & 0xffff_ffffL;
    return String.format(Locale.ROOT, "%s-%s-%08x", ofUser(), service, random);
  }

  /**
   * What the members of a cluster call it among themselves. With a secret nobody can tell it who
   * does not have that; the secret cannot be told from it.
   *
   * @param secret null for none
   */
  static String withSecret(String name, String secret) {
    if (secret == null) {
      return name;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] sum = mac.doFinal(("drover cluster " + name).getBytes(StandardCharsets.UTF_8));
      return name + "~" + HexFormat.of().formatHex(sum);
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** The one all launchers of this user share: {@code drover-<user>}. */
  public static String ofUser() {
    String user = System.getProperty("user.name", "");
    // In a container without a passwd entry the JVM reports "?".
    String plain = user.replaceAll("[^A-Za-z0-9._-]", "");
    return "drover-" + (plain.isEmpty() ? "user" : plain);
  }
}
