package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading it ends with a configuration or with its problems. */
class ConfigFuzzTest {
  private static final int DOCUMENTS = Integer.getInteger("drover.test.load", 1) * 1_500;
  private static final String SECRET = "hunter2hunter2";
  private static final String SAMPLE =
      """
      name: acme
      services:
        web: &web
          verticle: com.acme.Web
          replicas: ${N:-2}
          threading: worker
          jvm: [-Xmx256m, "-Da=${S}"]
          config: {a: [1, 0x1f, 1.5e3, true, null, ~, 'x'], b: "\\u00e9\\n"}
          env: {STAGE: prod, PORT: 8080, KEY: "${S}"}
          restart: {limit: 3, period: 30s}
          stop: {drain: 5s, grace: 6s}
          dependsOn: [thumbs]
        thumbs:
          fork: [node, thumb.js]
          address: thumbs
      profiles:
        prod: {services: {web: {replicas: 4, java: "${S}"}}}
      cluster: {name: herd}
      """;
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ": ",
          ",",
          "\n",
          "\n  ",
          "- ",
          "? ",
          "&a ",
          "*a",
          "*web",
          "!x ",
          "!!str ",
          "!!int ",
          "'",
          "\"",
          "\\",
          "|\n",
          ">\n",
          "#",
          "---\n",
          "...\n",
          "%YAML 9.9\n",
          "${",
          "${S}",
          "${N}",
          "$${",
          "}",
          "\t",
          "\u0000",
          "\ufeff",
          "\ud800",
          "\u2028",
          "0x",
          "0o9",
          "1e999999999",
          "-.inf",
          ".nan",
          "<<: *web",
          "services",
          "web",
          "profiles: ",
          "replicas: ",
          "99999999999999999999",
          "~",
          "null",
          "@",
          "`",
          "~\u0301",
          "\r");

  private final Random random = new Random(Long.getLong("drover.test.seed", 7));

  private String mutated() {
    StringBuilder text = new StringBuilder(SAMPLE);
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes && !text.isEmpty(); i++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, piece());
        case 2 -> text.replace(from, to, piece());
        default -> text.insert(from, text.substring(from, to));
      }
    }
    return text.toString();
  }

  private String noise() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      text.append(random.nextBoolean() ? piece() : (char) random.nextInt(0x3000));
    }
    return text.toString();
  }

  private String piece() {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  private static void read(String name, String text, String profile) {
    try {
      ConfigFile.parse(Path.of(name), text, profile, Map.of("S", SECRET));
    } catch (ConfigException e) {
      assertThat(e.problems())
          .isNotEmpty()
          .allSatisfy(
              problem ->
                  assertThat(problem)
                      .matches(name + ":\\d+:\\d+: \\P{Cntrl}+")
                      .doesNotContain(SECRET));
    }
  }

  @Test
  void theSampleIsWhole() {
    assertThatCode(() -> ConfigFile.parse(Path.of("d.yaml"), SAMPLE, "prod", Map.of("S", SECRET)))
        .doesNotThrowAnyException();
  }

  @Test
  void randomDocumentsGiveNothingButProblems() {
    IntStream.range(0, DOCUMENTS)
        .forEach(
            i -> {
              String text = i % 3 == 0 ? noise() : mutated();
              String name = i % 2 == 0 ? "d.yaml" : "d.json";
              assertThatCode(() -> read(name, text, i % 5 == 0 ? "prod" : null))
                  .as(() -> "document %d:%n%s".formatted(i, text))
                  .doesNotThrowAnyException();
            });
  }
}
