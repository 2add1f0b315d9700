package dev.drover.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A file that holds one secret, such as a mounted one of Kubernetes or systemd. */
public final class SecretFile {

  private SecretFile() {}

  /**
   * Without the line end.
   *
   * @param problem told what is wrong, without the content
   * @return null then
   */
  public static String read(Path file, Consumer<String> problem) {
    try {
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        problem.accept("names " + file + ", which is empty");
        return null;
      }
      return secret;
    } catch (IOException unreadable) {
      problem.accept(
          Files.exists(file)
              ? "names " + file + ", which cannot be read"
              : "names " + file + ", which is not there");
      return null;
    }
  }
}
