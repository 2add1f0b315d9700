package dev.drover.launcher;

import java.util.Locale;

/** Names services after what they run. */
final class ServiceName {
  private static final int LONGEST = 64;

  private ServiceName() {}

  /** {@code HelloServer.java} is hello-server, {@code com.acme.WebVerticle} web. */
  static String of(String target) {
    String simple =
        target
            .replaceFirst("^.*[/\\\\:]", "")
            .replaceFirst("\\.(java|js|groovy|kts?|rb)$", "")
            .replaceFirst("^.*[.$]", "");
    String name = kebab(simple);
    String shorter = name.replaceFirst("-verticle$", "");
    return shorter.isEmpty() ? "app" : shorter;
  }

  /** {@code /srv/orders-1.2.3-fat.jar} is orders. */
  static String ofJar(String file) {
    String name = file.replaceFirst("^.*[/\\\\]", "").replaceFirst("(?i)\\.jar$", "");
    String plain = kebab(name.replaceFirst("-\\d.*$", ""));
    return plain.isEmpty() ? "app" : plain;
  }

  /** {@code python3} is python3. */
  static String ofProgram(String program) {
    String name = kebab(program);
    return name.isEmpty() ? "app" : name;
  }

  private static String kebab(String name) {
    String kebab =
        name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^-+|-+$", "")
            .toLowerCase(Locale.ROOT);
    return kebab.length() <= LONGEST ? kebab : kebab.substring(0, LONGEST);
  }
}
