package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinceTimeTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.parse("2026-11-23T20:18:07+01:00[Europe/Berlin]");

  @ParameterizedTest
  @CsvSource({
    "10m,                       2026-11-23T19:08:07Z",
    "2h,                        2026-11-23T17:18:07Z",
    "500ms,                     2026-11-23T19:18:06.500Z",
    "20:01,                     2026-11-23T19:01:00Z",
    "20:01:30,                  2026-11-23T19:01:30Z",
    "2026-11-22,                2026-11-21T23:00:00Z",
    "2026-11-22T20:01,          2026-11-22T19:01:00Z",
    "2026-11-22 20:01:30,       2026-11-22T19:01:30Z",
    "2026-11-22T20:01:30Z,      2026-11-22T20:01:30Z",
    "2026-11-22T20:01+02:00,    2026-11-22T18:01:00Z",
  })
  void aTimeIsAgoOrTheUsersOwnOrOfAZone(String text, String expected) {
    assertThat(SinceTime.parse(text, NOW)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10x", "25:00", "yesterday", "2026-13-01", "20:18:07Z"})
  void anythingElseIsAnErrorThatNamesTheFlag(String text) {
    assertThatThrownBy(() -> SinceTime.parse(text, NOW))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("--since")
        .hasMessageContaining("'" + text + "'");
  }
}
