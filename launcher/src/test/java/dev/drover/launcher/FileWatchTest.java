package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    Set<Path> told = changes.poll(20, TimeUnit.SECONDS);
    assertThat(told).as("told within 20 s").isNotNull();
    return told;
  }

  /** All that is told up to and including this one; who writes slowly is told of more than once. */
  private Set<Path> untilToldOf(Path last) throws InterruptedException {
    Set<Path> all = new TreeSet<>();
    while (!all.contains(last)) {
      all.addAll(next());
    }
    return all;
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
    assertThat(untilToldOf(deep)).containsExactly(deep);
    Path top = Files.writeString(directory.resolve("src/B.java"), "x");

    assertThat(untilToldOf(top)).isSubsetOf(deep, top);
  }

  @Test
  void filesInDirectoriesThatAreMadeLaterCount() throws Exception {
    watch(directory, "");
    Path inner = Files.createDirectories(directory.resolve("a/b"));
    Path first = Files.writeString(inner.resolve("first"), "x");
    untilToldOf(first);
    Path second = Files.writeString(inner.resolve("second"), "x");

    assertThat(untilToldOf(second)).isSubsetOf(first, second);
  }

  @Test
  void ofAFileOnlyThatOneCountsHoweverItIsReplaced() throws Exception {
    Path jar = Files.writeString(directory.resolve("app.jar"), "old");
    watch(jar, "");
    Path other = Files.writeString(directory.resolve("new.jar"), "new");
    Files.move(other, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(next()).containsExactly(jar);
  }

  /** A machine that is busy parts them: each telling then comes after a pause of its own. */
  @Test
  void manyChangesInARowAreToldOnce() throws Exception {
    watch(directory, "");
    long began = System.nanoTime();
    Set<Path> all = new TreeSet<>();
    for (int i = 0; i < 50; i++) {
      all.add(Files.writeString(directory.resolve("f" + i), "x"));
    }
    int times = 0;
    while (!all.isEmpty()) {
      all.removeAll(next());
      times++;
    }

    long pauses = Duration.ofNanos(System.nanoTime() - began).dividedBy(FileWatch.QUIET);
    assertThat(times).isBetween(1, 1 + (int) pauses);
  }

  @Test
  void nothingIsToldAfterTheClose() throws Exception {
    watch(directory, "").close();
    Files.writeString(directory.resolve("late"), "x");
    watch(directory, "");
    Path seen = Files.writeString(directory.resolve("seen"), "x");

    assertThat(untilToldOf(seen)).containsExactly(seen);
  }
}
