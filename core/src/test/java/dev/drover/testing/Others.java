package dev.drover.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Other programs, whose files come to a directory and go, as in {@code /tmp}. */
public final class Others {
  private static final int AT_A_TIME = 10;

  /** What they make at a path. */
  @FunctionalInterface
  public interface Making {
    Path at(Path path) throws IOException;
  }

  /** What is done meanwhile. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private final Path directory;
  private final String prefix;
  private final Making making;
  private volatile boolean enough;

  private Others(Path directory, String prefix, Making making) {
    this.directory = directory;
    this.prefix = prefix;
    this.making = making;
  }

  /**
   * Nothing of theirs is left when the work is done.
   *
   * @param prefix of the names of what they make
   */
  public static void comeAndGo(Path directory, String prefix, Making making, Work meanwhile)
      throws Exception {
    Others others = new Others(directory, prefix, making);
    CompletableFuture<Void> busy = CompletableFuture.runAsync(others::comeAndGo);
    try {
      meanwhile.run();
    } finally {
      others.enough = true;
      busy.get(10, TimeUnit.SECONDS);
    }
  }

  private void comeAndGo() {
    try {
      while (!enough) {
        List<Path> made = new ArrayList<>();
        for (int number = 1; number <= AT_A_TIME; number++) {
          made.add(making.at(directory.resolve(prefix + number)));
        }
        for (Path each : made) {
          Files.delete(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
