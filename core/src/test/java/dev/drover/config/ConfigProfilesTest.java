package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables and profiles. */
class ConfigProfilesTest {
  private static final Path FILE = Path.of("drover.yaml");
  private static final String PROFILES =
      """
      services:
        web:
          verticle: com.acme.Web
          replicas: 1
          jvm: [-Xmx64m, -ea]
          config: {a: 1, b: {c: 2, d: 3}}
      profiles:
        prod:
          services:
            web: {replicas: 4, jvm: [-Xmx1g], config: {b: {c: 9}}, env: {KEY: '${KEY}'}}
            extra: {verticle: com.acme.Extra}
        dev: {}
      """;

  private static ServiceEntry web(String keys, Map<String, String> env) {
    String text = "services:\n  web:\n    verticle: com.acme.Web\n" + keys.indent(4);
    return ConfigFile.parse(FILE, text, null, env).services().get(0);
  }

  private static List<String> problems(String keys, Map<String, String> env) {
    try {
      web(keys, env);
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${A}               | one",
        "${A:-two}          | one",
        "${EMPTY:-two}      | two",
        "${EMPTY}           | ''",
        "${NONE:-two}       | two",
        "${NONE:-}          | ''",
        "${NONE:-a b:c/d-e} | a b:c/d-e",
        "x${A}y${A}z        | xoneyonez",
        "$${A}              | ${A}",
        "$$${A}             | $${A}",
        "$A $ {A}           | $A $ {A}",
        "${DOLLAR}          | $1 \\ ${A}",
      })
  void aVariableIsReplacedAsInAShell(String written, String expected) {
    Map<String, String> env = Map.of("A", "one", "EMPTY", "", "DOLLAR", "$1 \\ ${A}");

    assertThat(web("config: {v: \"" + written + "\"}", env).vertx().conf())
        .isEqualTo(new JsonObject().put("v", expected));
  }

  @ParameterizedTest
  @CsvSource({"${NONE:-{}}", "${}", "${1A}", "${A", "${A-b}", "${ A }", "${NONE:-${A}}"})
  void aMalformedReferenceIsAProblem(String written) {
    assertThat(problems("config: {v: '" + written + "'}", Map.of("A", "one")))
        .hasSize(1)
        .allSatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("drover.yaml:4:17: services.web.config.v has a ${")
                    .contains("$${"));
  }

  @Test
  void aVariableWithoutQuotesIsWhatItWouldBeIfWritten() {
    Map<String, String> env = Map.of("N", "3", "F", "true", "T", "ten", "EVIL", "{a: [1]}");
    JsonObject conf =
        web("config:\n  n: ${N}\n  quoted: \"${N}\"\n  f: ${F}\n  t: ${T}\n  evil: ${EVIL}\n", env)
            .vertx()
            .conf();

    assertThat(conf)
        .isEqualTo(
            new JsonObject()
                .put("n", 3)
                .put("quoted", "3")
                .put("f", true)
                .put("t", "ten")
                .put("evil", "{a: [1]}"));
  }

  @Test
  void aQuotedVariableMayBeANumberWhereOneIsNeeded() {
    assertThat(web("replicas: \"${N}\"", Map.of("N", "3")).replicas()).isEqualTo(3);
    assertThat(web("replicas: ${N:-2}", Map.of()).replicas()).isEqualTo(2);
    assertThat(web("stop: {drain: \"${D:-3s}\"}", Map.of()).stop().drain()).hasSeconds(3);
  }

  @Test
  void aMissingVariableIsAProblemWithAWayOut() {
    assertThat(problems("replicas: ${COUNT}", Map.of()))
        .containsExactly(
            "drover.yaml:4:15: services.web.replicas needs the environment variable COUNT; set it,"
                + " or give a default: ${COUNT:-...}");
  }

  @Test
  void valuesOfTheEnvironmentAreInNoMessage() {
    String secret = "hunter2";
    Map<String, String> env = Map.of("S", secret, "T", "-7");
    List<String> wrong =
        List.of(
            "replicas: ${S}",
            "replicas: ${T}",
            "threading: ${S}",
            "stop: {drain: \"${S}\"}",
            "stop: ${S}",
            "jvm: ${S}",
            "dependsOn: [\"${S}\"]",
            "env: ${S}",
            "config: ${S}",
            "busBridge: ${S}",
            "main: ${S}",
            "address: ${S}");

    for (String keys : wrong) {
      assertThat(problems(keys, env))
          .as(keys)
          .isNotEmpty()
          .noneSatisfy(problem -> assertThat(problem).containsAnyOf(secret, "-7"));
    }
  }

  @Test
  void aServiceHidesWhatCameFromTheEnvironment() {
    Origin origin =
        web("classPath: [\"${LIB}\", \"${N}\"]", Map.of("LIB", "/srv/hunter2", "N", "2")).origin();

    assertThat(origin.hide("no entry /srv/hunter2/a, 2 of 22"))
        .isEqualTo("no entry ${LIB}/a, ${N} of 22");
  }

  @Test
  void aProfileIsLaidOverKeyByKey() {
    ConfigFile file = ConfigFile.parse(FILE, PROFILES, "prod", Map.of("KEY", "k"));
    ServiceEntry web = file.services().get(0);

    assertThat(web.replicas()).isEqualTo(4);
    assertThat(web.jvm()).containsExactly("-Xmx1g");
    assertThat(web.vertx().conf())
        .isEqualTo(new JsonObject().put("a", 1).put("b", new JsonObject().put("c", 9).put("d", 3)));
    assertThat(web.env()).containsEntry("KEY", "k");
    assertThat(file.services()).extracting(ServiceEntry::name).containsExactly("web", "extra");
    assertThat(file.profiles()).containsExactly("prod", "dev");
  }

  @Test
  void withoutAProfileNoneCounts() {
    ConfigFile file = ConfigFile.parse(FILE, PROFILES, null, Map.of());

    assertThat(file.services()).extracting(ServiceEntry::replicas).containsExactly(1);
  }

  @Test
  void aProfileThatIsNotAskedForIsCheckedButForItsVariables() {
    String text = PROFILES.replace("replicas: 4", "replicas: four");

    assertThatThrownBy(() -> ConfigFile.parse(FILE, text, "dev", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "drover.yaml:10:23: services.web.replicas must be a whole number from 0 to 1000, was"
                + " 'four'");
  }

  @Test
  void anUnknownProfileIsToldWithTheKnownOnes() {
    assertThatThrownBy(() -> ConfigFile.parse(FILE, PROFILES, "pord", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "drover.yaml:1:1: there is no profile 'pord'; the file has prod, dev; did you mean"
                + " prod?");
  }
}
