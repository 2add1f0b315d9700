package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplicaOutputTest {

  @Test
  void linesComeWithoutTheirEndsAndTheLastOneAlsoUnfinished() throws IOException {
    assertThat(read("one\n\ntwo\r\nthree")).containsExactly("one", "", "two", "three");
    assertThat(read("")).isEmpty();
  }

  @Test
  void longLineComesInPiecesThatDoNotTearACharacter() throws IOException {
    String line = "x".repeat(LineReader.MAX - 1) + "\u00e9\u20ac\ud83d\ude00" + "y".repeat(10);
    List<String> pieces = read(line + "\nnext\n");
    assertThat(pieces).hasSize(3);
    assertThat(pieces.get(0) + pieces.get(1)).isEqualTo(line);
    assertThat(pieces.get(2)).isEqualTo("next");
  }

  @Test
  void onlyTheLastLinesAreKept() {
    LastLines last = new LastLines();
    for (int line = 0; line < LastLines.MAX + 5; line++) {
      last.add("line " + line);
    }
    assertThat(last.snapshot()).hasSize(LastLines.MAX).startsWith("line 5").endsWith("line 44");
  }

  @ParameterizedTest
  @CsvSource({
    "0, exit code 0",
    "1, exit code 1",
    "137, exit code 137 (likely killed by SIGKILL)",
    "143, exit code 143 (likely killed by SIGTERM)",
    "255, exit code 255"
  })
  void exitIsDescribedAsFarAsItsCodeTells(int code, String description) {
    assertThat(ExitDescription.of(code)).isEqualTo(description);
  }

  @ParameterizedTest
  @CsvSource({
    "'JAVA_VERSION=\"17.0.15\"', 17",
    "'JAVA_VERSION=\"1.8.0_402\"', 8",
    "'openjdk version \"25\" 2025-09-16', 25"
  })
  void versionOfJavaIsTheFirstNumberInQuotes(String text, int feature) throws IOException {
    assertThat(JavaProgram.parse(text)).isEqualTo(feature);
  }

  private static List<String> read(String text) throws IOException {
    List<String> lines = new ArrayList<>();
    new LineReader(lines::add).readAll(new ByteArrayInputStream(text.getBytes(UTF_8)));
    return lines;
  }
}
