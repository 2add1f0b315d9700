package dev.drover.config;

import static dev.drover.config.Key.optional;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The section {@code cluster.tls} of a configuration file. */
final class ClusterTlsSection {
  private static final Key<String> KEY =
      optional("key", ValueTypes.text("a file"), "The private key, PEM (PKCS#8).");
  private static final Key<String> CERT =
      optional(
          "cert", ValueTypes.text("a file"), "The certificate and those between it and ca, PEM.");
  private static final Key<String> CA =
      optional(
          "ca", ValueTypes.text("a file"), "Certificates that others' have to be signed by, PEM.");
  private static final Key<String> KEY_STORE =
      optional(
          "keyStore",
          ValueTypes.text("a file"),
          "Instead of key and cert: a key store, .p12, .pfx or .jks.");
  private static final Key<String> TRUST_STORE =
      optional("trustStore", ValueTypes.text("a file"), "Instead of ca: a trust store.");
  private static final Key<String> PASSWORD =
      optional("password", ValueTypes.secret(), "Of both stores; best from a variable, ${NAME}.");

  private static final List<Key<String>> PEM = List.of(KEY, CERT, CA);
  private static final List<Key<String>> STORES = List.of(KEY_STORE, TRUST_STORE, PASSWORD);

  private final ServiceReader files;

  ClusterTlsSection(ServiceReader files) {
    this.files = files;
  }

  Section<ClusterTls> section() {
    return new Section<>(List.of(KEY, CERT, CA, KEY_STORE, TRUST_STORE, PASSWORD), this::tls);
  }

  private ClusterTls tls(Values values) {
    boolean pem = PEM.stream().anyMatch(values::has);
    boolean stores = STORES.stream().anyMatch(values::has);
    if (pem == stores) {
      values.problem("needs key, cert and ca (PEM), or keyStore, trustStore and password");
      return null;
    }
    List<Key<String>> wanted = pem ? PEM : STORES;
    wanted.stream()
        .filter(key -> !values.has(key))
        .forEach(key -> values.problem(key, "is missing; it is " + words(key)));
    if (wanted.stream().anyMatch(key -> values.get(key) == null)) {
      return null;
    }
    return pem
        ? ClusterTls.pem(file(values, KEY), file(values, CERT), file(values, CA))
        : ClusterTls.store(
            file(values, KEY_STORE), file(values, TRUST_STORE), values.get(PASSWORD));
  }

  private static String words(Key<String> key) {
    String description = key.description();
    return Character.toLowerCase(description.charAt(0))
        + description.substring(1, description.length() - 1);
  }

  /** Absolute: replicas may have another working directory. */
  private String file(Values values, Key<String> key) {
    Path path = Path.of(files.path(values, values.get(key))).toAbsolutePath().normalize();
    if (!Files.isReadable(path)) {
      values.problem(
          key,
          "names %s, which %s"
              .formatted(path, Files.exists(path) ? "cannot be read" : "is not there"));
    }
    return path.toString();
  }
}
