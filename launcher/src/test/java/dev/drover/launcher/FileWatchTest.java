package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  private final BlockingQueue<Set<Path>> changes = new LinkedBlockingQueue<>();

  @TempDir Path directory;

  private final List<FileWatch> open = new ArrayList<>();

  private FileWatch watch(Path path, String suffix) {
    FileWatch watch =
        new FileWatch("test", List.of(new FileWatch.Root(path, suffix)), changes::add);
    open.add(watch);
    return watch;
  }

  @AfterEach
  void close() {
    open.forEach(FileWatch::close);
  }

  private Set<Path> next() throws InterruptedException {
    return changes.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void onlyFilesOfTheSuffixCountAndNoHiddenOnes() throws Exception {
    watch(directory, ".java");
    Files.writeString(directory.resolve("notes.txt"), "x");
    Files.writeString(directory.resolve(".A.java"), "x");
    Files.writeString(directory.resolve("A.java~"), "x");
    Path source = Files.writeString(directory.resolve("A.java"), "x");

    assertThat(next()).containsExactly(source);
  }

  @Test
  void ofAPatternOnlyWhatItNamesCounts() throws Exception {
    Files.createDirectories(directory.resolve("src/com"));
    FileWatch watch =
        new FileWatch(
            "test", List.of(FileWatch.Root.of(directory + "/src/**/*.java")), changes::add);
    open.add(watch);
    Files.writeString(directory.resolve("src/notes.txt"), "x");
    Path deep = Files.writeString(directory.resolve("src/com/A.java"), "x");
    assertThat(next()).containsExactly(deep);
    Path top = Files.writeString(directory.resolve("src/B.java"), "x");

    assertThat(next()).containsExactly(top);
  }

  @Test
  void filesInDirectoriesThatAreMadeLaterCount() throws Exception {
    watch(directory, "");
    Path inner = Files.createDirectories(directory.resolve("a/b"));
    Path first = Files.writeString(inner.resolve("first"), "x");
    assertThat(next()).contains(first);
    Path second = Files.writeString(inner.resolve("second"), "x");

    assertThat(next()).contains(second);
  }

  @Test
  void ofAFileOnlyThatOneCountsHoweverItIsReplaced() throws Exception {
    Path jar = Files.writeString(directory.resolve("app.jar"), "old");
    watch(jar, "");
    Path other = Files.writeString(directory.resolve("new.jar"), "new");
    Files.move(other, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(next()).containsExactly(jar);
  }

  @Test
  void manyChangesInARowAreToldOnce() throws Exception {
    watch(directory, "");
    for (int i = 0; i < 50; i++) {
      Files.writeString(directory.resolve("f" + i), "x");
    }

    assertThat(next()).hasSizeGreaterThan(1);
  }

  @Test
  void nothingIsToldAfterTheClose() throws Exception {
    watch(directory, "").close();
    Files.writeString(directory.resolve("late"), "x");
    watch(directory, "");
    Files.writeString(directory.resolve("seen"), "x");

    assertThat(next()).containsExactly(directory.resolve("seen"));
    assertThat(changes).isEmpty();
  }
}
