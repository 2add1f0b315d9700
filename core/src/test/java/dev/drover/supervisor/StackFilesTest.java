package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StackFilesTest {
  @TempDir Path temporary;

  @Test
  void onlyTheNewestOfAServiceAreKeptAndNothingElseIsTouched() throws IOException {
    StackFiles files = new StackFiles(temporary);
    Path other = files.write(new SlotId("web-api", 1), 1, "other");
    Path foreign = Files.createFile(temporary.resolve("web-notes.txt"));
    List<Path> written = new ArrayList<>();
    for (int count = 0; count < StackFiles.KEPT + 3; count++) {
      written.add(files.write(new SlotId("web", 2), 4_711 + count, "text " + count));
    }
    try (Stream<Path> left = Files.list(temporary)) {
      List<Path> expected = new ArrayList<>(written.subList(3, written.size()));
      expected.add(other);
      expected.add(foreign);
      assertThat(left).containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(written.get(5)).hasContent("text 5");
  }

  @Test
  void onlyTheOwnerCanReadThem() throws IOException {
    Path file =
        new StackFiles(temporary.resolve("not/there/yet")).write(new SlotId("web", 1), 1, "x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }
}
