package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at a real command is what was sent, to the byte, or nothing is run. */
class CommandArgumentsTest extends OnTheBus {
  /** Shows each of its arguments between brackets. */
  private static final String SHOW = "printf '[%s]' \"$@\"";

  private void deploy(JsonObject command, String... rules) throws Exception {
    JsonObject args = new JsonObject();
    for (int i = 0; i < rules.length; i += 2) {
      args.put(rules[i], new JsonObject(rules[i + 1]));
    }
    JsonObject commands = new JsonObject().put("show", command.put("args", args));
    deploy(new CommandVerticle(), new JsonObject().put("address", "ops").put("commands", commands));
  }

  /** A program whose own arguments are what follows. */
  private static JsonObject argv(String... words) {
    JsonArray command = new JsonArray().add("/bin/sh").add("-c").add(SHOW).add("sh");
    List.of(words).forEach(command::add);
    return new JsonObject().put("command", command);
  }

  private Future<JsonObject> run(Object... args) {
    JsonObject json = new JsonObject();
    for (int i = 0; i < args.length; i += 2) {
      json.put((String) args[i], args[i + 1]);
    }
    return request("ops", new JsonObject().put("command", "show").put("args", json));
  }

  private String shown(Object... args) throws Exception {
    return await(run(args)).getString("stdout");
  }

  static Stream<String> hostile() {
    return Stream.concat(
        Stream.of(
            "$(touch pwned)",
            "`touch pwned`",
            "; touch pwned",
            "x && touch pwned",
            "x | touch pwned",
            "x > pwned",
            "$HOME ${HOME} $1 $@ $$",
            "*",
            "~",
            "' \" \\ '\"'\"'",
            "{a,b}",
            "line\nbreak\r\n\ttab",
            "!history",
            "# comment",
            "",
            " ",
            "中文 🙂 é e\u0301",
            "\u202e\u0007\u001b[31m",
            "${name}",
            "%s%n\\x41"),
        IntStream.range(1, 128).mapToObj(c -> "a" + (char) c + "b"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyCharacterArrivesLiterally(boolean shell) throws Exception {
    JsonObject command =
        shell ? new JsonObject().put("shell", "printf '[%s]' \"$1\" | cat") : argv("${name}");
    deploy(command, "name", "{}");
    for (String each : hostile().toList()) {
      assertThat(shown("name", each)).isEqualTo("[" + each + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nulAndHalfSurrogatesAreRefused(boolean shell) throws Exception {
    deploy(shell ? new JsonObject().put("shell", SHOW) : argv("${name}"), "name", "{}");
    for (String each :
        List.of("a\0b", "\0", "a\ud800", "\udc00b", "\ud800\ud800", "\ude42\ud83d")) {
      assertThat(failureOf(run("name", each))).isEqualTo(BridgeFailure.BAD_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "--", "-rf", "--output=/etc/passwd"})
  void aLeadingDashIsRefusedWhereItCouldBeAnOption(String value) throws Exception {
    deploy(argv("${name}"), "name", "{}");
    assertThat(failureOf(run("name", value))).isEqualTo(BridgeFailure.BAD_REQUEST);
  }

  @Test
  void aLeadingDashIsFineWhereItIsNoOption() throws Exception {
    deploy(argv("--name=${name}", "--", "${name}"), "name", "{}");
    assertThat(shown("name", "-rf")).isEqualTo("[--name=-rf][--][-rf]");
  }

  @Test
  void anEmptyArgumentDoesNotHideTheDashOfTheNext() throws Exception {
    deploy(argv("${first}${second}"), "first", "{}", "second", "{}");
    assertThat(failureOf(run("first", "", "second", "-rf"))).isEqualTo(BridgeFailure.BAD_REQUEST);
    assertThat(shown("first", "a", "second", "-rf")).isEqualTo("[a-rf]");
  }

  @Test
  void aLeadingDashArrivesWhereTheSchemaAllowsIt() throws Exception {
    deploy(argv("${name}"), "name", "{\"leadingDash\": true}");
    assertThat(shown("name", "-rf")).isEqualTo("[-rf]");
  }

  @Test
  void aShellCommandGetsNoLeadingDashEither() throws Exception {
    deploy(new JsonObject().put("shell", SHOW), "name", "{}", "offset", "{\"type\": \"integer\"}");
    assertThat(failureOf(run("name", "-n", "offset", 1))).isEqualTo(BridgeFailure.BAD_REQUEST);
    assertThat(failureOf(run("name", "n", "offset", -1))).isEqualTo(BridgeFailure.BAD_REQUEST);
    assertThat(shown("name", "n", "offset", 1)).isEqualTo("[n][1]");
  }

  @Test
  void aShellCommandGetsItsArgumentsInTheirPlaces() throws Exception {
    deploy(
        new JsonObject().put("shell", "echo \"$0:$1:$2:$3\""),
        "a",
        "{\"required\": false}",
        "b",
        "{\"type\": \"integer\"}",
        "c",
        "{\"default\": \"z\"}");
    assertThat(shown("b", 2)).isEqualTo("show::2:z\n");
    assertThat(shown("c", "c", "b", 3, "a", "$b")).isEqualTo("show:$b:3:c\n");
  }

  @Test
  void wordsWithMissingArgumentsAreLeftOut() throws Exception {
    deploy(
        argv("--level=${level}", "${verbose}", "${mode}", "$${name}", "end"),
        "level",
        "{\"type\": \"integer\", \"required\": false}",
        "verbose",
        "{\"type\": \"boolean\", \"flag\": \"-v\"}",
        "mode",
        "{\"enum\": [\"fast\", \"safe\"], \"default\": \"safe\"}");
    assertThat(shown()).isEqualTo("[safe][${name}][end]");
    assertThat(shown("level", 3, "verbose", true, "mode", "fast"))
        .isEqualTo("[--level=3][-v][fast][${name}][end]");
    assertThat(shown("verbose", false)).isEqualTo("[safe][${name}][end]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 3 | refused",
        "{} | null | refused",
        "{} | \"\" | []",
        "{\"minLength\": 1} | \"\" | refused",
        "{\"maxLength\": 3} | \"🙂🙂🙂\" | [🙂🙂🙂]",
        "{\"maxLength\": 3} | \"abcd\" | refused",
        "{\"pattern\": \"[a-z]+\"} | \"abc\" | [abc]",
        "{\"pattern\": \"[a-z]+\"} | \"abc\\n\" | refused",
        "{\"pattern\": \"[a-z]+\"} | \"abc;ls\" | refused",
        "{\"enum\": [\"a\", \"b\"]} | \"b\" | [b]",
        "{\"enum\": [\"a\", \"b\"]} | \"c\" | refused",
        "{\"type\": \"integer\"} | 9007199254740993 | [9007199254740993]",
        "{\"type\": \"integer\"} | 1.5 | refused",
        "{\"type\": \"integer\"} | \"1\" | refused",
        "{\"type\": \"integer\"} | 99999999999999999999 | refused",
        "{\"type\": \"integer\", \"minimum\": 2, \"maximum\": 4} | 4 | [4]",
        "{\"type\": \"integer\", \"minimum\": 2, \"maximum\": 4} | 5 | refused",
        "{\"type\": \"integer\", \"minimum\": 2, \"maximum\": 4} | 1 | refused",
        "{\"type\": \"integer\", \"enum\": [1, 2]} | 2 | [2]",
        "{\"type\": \"integer\", \"enum\": [1, 2]} | 3 | refused",
        "{\"type\": \"number\"} | 1e3 | [1000]",
        "{\"type\": \"number\"} | 0.25 | [0.25]",
        "{\"type\": \"number\"} | 1e999 | refused",
        "{\"type\": \"number\", \"leadingDash\": true} | -2 | [-2]",
        "{\"type\": \"boolean\"} | true | [true]",
        "{\"type\": \"boolean\"} | \"true\" | refused",
        "{} | {} | refused",
        "{} | [\"a\"] | refused"
      })
  void theSchemaDecides(String rule, String value, String outcome) throws Exception {
    deploy(argv("${name}"), "name", rule);
    JsonObject args = new JsonObject("{\"name\": " + value + "}");
    Future<JsonObject> run =
        request("ops", new JsonObject().put("command", "show").put("args", args));
    if (outcome.equals("refused")) {
      assertThat(failureOf(run)).isEqualTo(BridgeFailure.BAD_REQUEST);
    } else {
      assertThat(await(run).getString("stdout")).isEqualTo(outcome);
    }
  }

  @Test
  void aMatchingPatternDoesNotPermitADash() throws Exception {
    deploy(argv("${name}"), "name", "{\"pattern\": \"[-a-z]+\"}");
    assertThat(failureOf(run("name", "-rf"))).isEqualTo(BridgeFailure.BAD_REQUEST);
  }
}
