package dev.drover.launcher;

/** Drover's version, as its jar says. */
final class Version {

  private Version() {}

  static String own() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(built from source)" : version;
  }
}
