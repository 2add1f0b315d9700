package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.ExitStatus;
import dev.drover.process.Signal;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplicaOutputTest {

  @Test
  void onlyTheLastLinesAreKept() {
    LastLines last = new LastLines();
    for (int line = 0; line < LastLines.MAX + 5; line++) {
      last.add("line " + line);
    }
    assertThat(last.snapshot()).hasSize(LastLines.MAX).startsWith("line 5").endsWith("line 44");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "0, -, -, exit code 0",
        "137, -, -, exit code 137",
        "-, KILL, -, killed by SIGKILL",
        "1, -, not ready within 4s, not ready within 4s; exit code 1",
        "-, -, could not be started: no, could not be started: no"
      })
  void anEndIsToldAsTheSystemToldItAfterItsReason(
      Integer code, String signal, String reason, String told) {
    ExitStatus status =
        code == null && signal == null
            ? null
            : new ExitStatus(code, signal == null ? null : Signal.of(signal));
    if (status != null) {
      assertThat(new ReplicaExit(status, null).because(reason)).hasToString(told);
    }
    assertThat(new ReplicaExit(status, reason)).hasToString(told);
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
}
