package dev.drover.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VertxCachesTest {
  private static final String PROPERTY = "vertx.cacheDirBase";

  @TempDir Path temporary;
  private String before;

  @BeforeEach
  void claim() {
    before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, temporary.resolve("drover-1-cache-0").toString());
  }

  @AfterEach
  void giveBack() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void nothingIsLeftThoughVertxRemovesTheSameAtThatMoment() throws Exception {
    Path cache = Files.createDirectory(temporary.resolve("drover-1-cache-0-a"));
    Path other = Files.createDirectory(temporary.resolve("drover-1-cache-1-b"));
    List<Path> files = new ArrayList<>();
    for (int number = 0; number < 2_000; number++) {
      files.add(Files.createFile(cache.resolve("file" + number)));
    }
    CompletableFuture<Void> vertx = CompletableFuture.runAsync(() -> remove(files));
    VertxCaches.deleteOwn();
    vertx.get(20, TimeUnit.SECONDS);
    assertThat(cache).doesNotExist();
    assertThat(other).exists();
  }

  private static void remove(List<Path> files) {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
