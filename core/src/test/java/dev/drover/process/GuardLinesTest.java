package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guard's shell would read. */
class GuardLinesTest {
  @TempDir Path directory;
  private Path file;
  private GuardLines lines;

  @BeforeEach
  void create() throws Exception {
    file = Files.createFile(directory.resolve("children"));
    lines = GuardLines.create(file);
  }

  @AfterEach
  void close() throws Exception {
    lines.close();
  }

  /** The first word of each line that has one: all that the shell looks at. */
  private List<String> firstWords() throws Exception {
    return Files.readAllLines(file).stream()
        .map(line -> line.strip().split(" ")[0])
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Test
  void aLineNamesThePipeThenThePidThenNobody() throws Exception {
    lines.setPipe(3, "pipe:[4294967295]");
    assertThat(firstWords()).containsExactly("pipe:[4294967295]");
    lines.setPid(3, "-4194304", 0);
    assertThat(firstWords()).containsExactly("-4194304");
    lines.clear(3);
    assertThat(firstWords()).isEmpty();
  }

  @Test
  void nothingOfALongerPredecessorStays() throws Exception {
    lines.setPipe(0, "pipe:[4294967295]");
    lines.setPid(0, "-4194304", 0);
    lines.setPipe(0, "pipe:[7]");
    assertThat(firstWords()).containsExactly("pipe:[7]");
    lines.setPid(0, "12", 0);
    assertThat(firstWords()).containsExactly("12");
  }

  @Test
  void aGraceStandsBehindThePidAndNothingOfThePipeWithIt() throws Exception {
    lines.setPipe(0, "pipe:[4294967295]");
    lines.setPid(0, "-4194304", 99_999_999);
    assertThat(Files.readAllLines(file).get(0).strip()).matches("-4194304 +\\+99999999");
    lines.clear(0);
    assertThat(Files.readAllLines(file).get(0)).isBlank();
  }

  @Test
  void thereIsRoomForAnyNumberOfChildren() throws Exception {
    int count = 3_000;
    for (int line = 0; line < count; line++) {
      lines.setPipe(line, "");
      lines.setPid(line, "" + (line + 1), 0);
    }
    assertThat(firstWords()).hasSize(count).startsWith("1", "2").endsWith("2999", "3000");
  }
}
