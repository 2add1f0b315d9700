package dev.drover.config;

import io.vertx.core.json.JsonObject;

/**
 * Who is let into a cluster.
 *
 * @param secret that all members share, at least {@value #SHORTEST} characters; null for none. In
 *     no message, log line or listing of processes
 * @param tls of the event bus; null for plain text
 */
public record ClusterSecurity(String secret, ClusterTls tls) {
  /** What can be guessed protects from nothing. */
  static final int SHORTEST = 16;

  public static final ClusterSecurity NONE = new ClusterSecurity(null, null);

  public ClusterSecurity {
    if (secret != null && secret.length() < SHORTEST) {
      throw new ConfigException(
          "cluster.secret must have at least %d characters, such as the output of: openssl rand -hex 16"
              .formatted(SHORTEST));
    }
  }

  JsonObject toJson() {
    return new JsonObject().put("secret", secret).put("tls", tls == null ? null : tls.toJson());
  }

  static ClusterSecurity fromJson(JsonObject json) {
    JsonObject tls = json.getJsonObject("tls");
    return new ClusterSecurity(
        json.getString("secret"), tls == null ? null : ClusterTls.fromJson(tls));
  }

  @Override
  public String toString() {
    return "ClusterSecurity[secret=" + (secret == null ? "none" : "***") + ", tls=" + tls + "]";
  }
}
