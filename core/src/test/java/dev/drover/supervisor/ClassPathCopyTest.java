package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.replica.NameLock;
import dev.drover.testing.Others;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassPathCopyTest {
  @TempDir Path directory;

  @Test
  void jarsAndDirectoriesAreCopiedInOrderAndWhatIsWrittenLaterIsNotSeen() throws IOException {
    Path jar = Files.writeString(directory.resolve("app.jar"), "one");
    Path classes = Files.createDirectories(directory.resolve("classes/app"));
    Files.writeString(classes.resolve("Web.class"), "one");
    try (ClassPathCopy copy = ClassPathCopy.of(List.of(classes.getParent(), jar), Set.of())) {
      Files.writeString(jar, "two");
      Files.writeString(classes.resolve("Web.class"), "two");
      assertThat(copy.entries()).hasSize(2);
      assertThat(copy.entries().get(0).resolve("app/Web.class")).hasContent("one");
      assertThat(copy.entries().get(1)).hasContent("one");
      assertThat(copy.entries().get(1).getFileName()).hasToString("1-app.jar");
    }
  }

  @Test
  void nothingIsLeftOfACopyThatIsClosed() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes/a/b")).getParent();
    Files.writeString(classes.resolve("b/X.class"), "x");
    ClassPathCopy copy = ClassPathCopy.of(List.of(classes.getParent()), Set.of());
    Path home = copy.entries().get(0).getParent();
    assertThat(home).exists();
    copy.close();
    assertThat(home).doesNotExist();
  }

  /**
   * As {@code /tmp} may be: Drover's own files are there, too, and reading them would unlock them.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDirectoryWithLocksOfThisProcessIsCopiedAndTheyAreStillHeld() throws IOException {
    Files.writeString(directory.resolve("Web.class"), "one");
    NameLock held = NameLock.take(directory, "web", () -> {});
    try {
      Files.createSymbolicLink(directory.resolve("link"), directory.resolve("web.lock"));
      Object inode = Files.getAttribute(directory.resolve("web.lock"), "unix:ino");
      assertThat(locks()).contains(":" + inode + " ");
      try (ClassPathCopy copy = ClassPathCopy.of(List.of(directory), Set.of())) {
        assertThat(copy.entries().get(0).resolve("Web.class")).hasContent("one");
        assertThat(locks()).contains(":" + inode + " ");
      }
      Files.delete(directory.resolve("link"));
      Files.delete(directory.resolve("Web.class"));
    } finally {
      held.close();
    }
  }

  @Test
  void whatIsRemovedWhileItIsCopiedIsNotMissed() throws Exception {
    Files.writeString(directory.resolve("Web.class"), "one");
    Others.comeAndGo(
        directory,
        "temporary",
        Files::createFile,
        () -> {
          for (int round = 0; round < 50; round++) {
            try (ClassPathCopy copy = ClassPathCopy.of(List.of(directory), Set.of())) {
              assertThat(copy.entries().get(0).resolve("Web.class")).hasContent("one");
            }
          }
        });
  }

  private static String locks() throws IOException {
    return Files.readString(Path.of("/proc/locks"));
  }

  @Test
  void whatIsNamedOrMissingStaysWhereItIs() throws IOException {
    Path archive = Files.writeString(directory.resolve("drover.jar"), "x");
    Path missing = directory.resolve("not/there");
    try (ClassPathCopy copy = ClassPathCopy.of(List.of(archive, missing), Set.of(archive))) {
      assertThat(copy.entries()).containsExactly(archive, missing);
    }
  }

  @Test
  void whatAJarsManifestNamesIsCopiedRightAfterIt() throws IOException {
    Path library = Files.createDirectories(directory.resolve("lib")).resolve("a b.jar");
    jar(library, "../app.jar");
    Path app = directory.resolve("app.jar");
    jar(app, "lib/a%20b.jar lib/missing.jar");
    Path last = Files.writeString(directory.resolve("last.jar"), "no jar");
    try (ClassPathCopy copy = ClassPathCopy.of(List.of(app, last), Set.of())) {
      assertThat(copy.entries())
          .extracting(entry -> entry.getFileName().toString())
          .containsExactly("0-app.jar", "1-a b.jar", "2-last.jar");
    }
  }

  private static void jar(Path path, String classPath) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    try (OutputStream file = Files.newOutputStream(path)) {
      new JarOutputStream(file, manifest).close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/r/io/vertx/vertx-core/5.1.5/vertx-core-5.1.5.jar,                        true",
    "/r/io/netty/netty-x/4.2/netty-x-4.2-linux.jar,                            true",
    "/r/com/acme/app/1.0-SNAPSHOT/app-1.0-SNAPSHOT.jar,                        false",
    "/r/files-2.1/g/a/1/0123456789abcdef0123456789abcdef01234567/a-1.jar,      true",
    "/build/target/app-1.0.jar,                                                false",
    "/srv/app.jar,                                                             false",
    "/app.jar,                                                                 false",
    "/r/a/1/a-1,                                                               false"
  })
  void jarsOfALocalRepositoryThatNeverChangeAreKnownByTheirPlace(Path jar, boolean released) {
    assertThat(ReleasedArtifact.is(jar)).isEqualTo(released);
  }
}
