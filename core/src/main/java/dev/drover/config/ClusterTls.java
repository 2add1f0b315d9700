package dev.drover.config;

import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * Key material of a member's event bus. Every member shows a certificate, and takes the others'
 * only if this trusts them.
 *
 * @param format of the files
 * @param key PEM: the private key (PKCS#8); store: the key store, PKCS#12 or JKS by its name
 * @param cert PEM: the certificate and those between it and {@code ca}; store: null
 * @param ca PEM: certificates that others' have to be signed by; store: the trust store
 * @param password of the stores; null for PEM
 */
public record ClusterTls(Format format, String key, String cert, String ca, String password) {
  /** How keys and certificates are kept. */
  public enum Format {
    PEM,
    STORE
  }

  public ClusterTls {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(ca, "ca");
  }

  public static ClusterTls pem(String key, String cert, String ca) {
    return new ClusterTls(Format.PEM, key, Objects.requireNonNull(cert, "cert"), ca, null);
  }

  public static ClusterTls store(String keyStore, String trustStore, String password) {
    return new ClusterTls(
        Format.STORE, keyStore, null, trustStore, Objects.requireNonNull(password, "password"));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("format", format.name())
        .put("key", key)
        .put("cert", cert)
        .put("ca", ca)
        .put("password", password);
  }

  static ClusterTls fromJson(JsonObject json) {
    return new ClusterTls(
        Format.valueOf(json.getString("format")),
        json.getString("key"),
        json.getString("cert"),
        json.getString("ca"),
        json.getString("password"));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ClusterTls[" + format + ", key=" + key + ", cert=" + cert + ", ca=" + ca + "]";
  }
}
