package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BusArgumentsTest {

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of(null, null),
        Arguments.of("{\"a\": [1]}", JsonObject.of("a", JsonArray.of(1))),
        Arguments.of(" [1, null] ", JsonArray.of(1, null)),
        Arguments.of("\"42\"", "42"),
        Arguments.of("42", 42),
        Arguments.of("-5", -5),
        Arguments.of("1.5e3", 1500.0),
        Arguments.of("12345678901", 12345678901L),
        Arguments.of("true", true),
        Arguments.of("null", null),
        Arguments.of("hello world", "hello world"),
        Arguments.of("007", "007"),
        Arguments.of("1.2.3", "1.2.3"),
        Arguments.of("", ""));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void whatBeginsAsJsonIsJsonAndAllElseIsText(String argument, Object body) {
    assertThat(BusArguments.body(argument, false, nothing())).isEqualTo(body);
  }

  private static InputStream nothing() {
    return InputStream.nullInputStream();
  }

  @Test
  void jsonThatIsCutShortIsNoText() {
    assertThatThrownBy(() -> BusArguments.body("{\"a\": 1", false, nothing()))
        .hasMessageStartingWith("the body is no JSON: Unexpected end-of-input");
    assertThat(BusArguments.body("{\"a\": 1", true, nothing())).isEqualTo("{\"a\": 1");
  }

  @Test
  void aDashReadsStdin() {
    InputStream stdin = new ByteArrayInputStream("[1]\n".getBytes(StandardCharsets.UTF_8));

    assertThat(BusArguments.body("-", false, stdin)).isEqualTo(JsonArray.of(1));
  }

  @Test
  void aHeaderHasANameAndMayHaveAnything() {
    assertThat(BusArguments.headers(List.of("a=b=c", "d="))).containsEntry("a", "b=c");
    assertThatThrownBy(() -> BusArguments.headers(List.of("=x")))
        .hasMessageContaining("a header is K=V, was '=x'");
  }
}
