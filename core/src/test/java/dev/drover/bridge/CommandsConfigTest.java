package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsConfigTest extends OnTheBus {
  private static List<String> problems(String json) {
    ConfigException wrong =
        catchThrowableOfType(
            ConfigException.class, () -> CommandsConfig.read(new JsonObject(json)));
    return wrong == null ? List.of() : wrong.problems();
  }

  private static List<String> problemsOfCommand(String command) {
    return problems("{\"address\": \"ops\", \"commands\": {\"c\": " + command + "}}");
  }

  @Test
  void allProblemsAreReportedTogetherWithTheirPaths() {
    assertThat(
            problems(
                """
                {"adress": "ops", "commands": {
                  "a": {"command": ["df", "${path}"], "timeout": "soon", "queue": -1},
                  "b": {"command": ["ls"], "shell": "ls"},
                  "c": {"shell": "ls ${dir}", "args": {"dir": {"type": "text", "pattern": "("}}},
                  "d": 4}}
                """))
        .containsExactly(
            "address must be given",
            "commands.a.command uses ${path}, which args does not declare",
            "commands.a.timeout: a duration is a number and a unit such as 500ms, 10s, 5m or 24h,"
                + " was 'soon'",
            "commands.a.queue must be a whole number from 0 to 100000, was -1",
            "commands.b.command or shell must be given, and not both",
            "commands.c.args.dir.type must be one of string, integer, number, boolean, was 'text'",
            "commands.c.args.dir.pattern is no regular expression: Unclosed group",
            "commands.c.shell uses ${dir}, but arguments are never pasted into shell text: write"
                + " \"$1\"",
            "commands.d must be an object, was 4",
            "adress is unknown; known here are address, allowShellText, commands, shellText");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"command\": []} | commands.c.command must begin with a program",
        "{\"command\": [\"${p}\"], \"args\": {\"p\": {}}} | commands.c.command[0] is the program",
        "{\"command\": [1]} | commands.c.command[0] must be text, was 1",
        "{\"command\": [\"a\"], \"args\": {\"p\": {}}} | commands.c.args.p is used nowhere",
        "{\"command\": [\"a\"], \"args\": {\"a b\": {}}} | commands.c.args.a b must be named",
        "{\"command\": [\"a\\u0000\"]} | commands.c.command[0] must not contain NUL",
        "{\"shell\": \" \"} | commands.c.shell must be text for /bin/sh",
        "{\"command\": \"df\"} | commands.c.command must be an array of texts, was 'df'",
        "{\"command\": [\"a\"], \"cmd\": 1} | commands.c.cmd is unknown; known here are args",
        "{\"command\": [\"a\"], \"env\": {\"A\": 1}} | commands.c.env.A must be text",
        "{\"command\": [\"a\"], \"env\": {\"A=\": \"\"}} | commands.c.env has a variable",
        "{\"command\": [\"a\"], \"inheritEnv\": \"all\"} | commands.c.inheritEnv must be an array",
        "{\"command\": [\"a\"], \"overflow\": \"drop\"} | commands.c.overflow must be one of fail",
        "{\"command\": [\"a\"], \"concurrency\": 0} | commands.c.concurrency must be a whole",
        "{\"command\": [\"a\"], \"timeout\": \"0s\"} | commands.c.timeout must be longer than 0",
        "{\"command\": [\"a\", \"${p}\"], \"args\": {\"p\": {\"enum\": []}}} |"
            + " commands.c.args.p.enum must be an array of at least one value",
        "{\"command\": [\"a\", \"${p}\"], \"args\": {\"p\": {\"enum\": [1]}}} |"
            + " commands.c.args.p.enum[0] is of another type",
        "{\"command\": [\"a\", \"${p}\"], \"args\": {\"p\": {\"maxLength\": 2, \"default\":"
            + " \"abc\"}}} | commands.c.args.p.default must have 0 to 2 characters, has 3",
        "{\"command\": [\"a\", \"${p}\"], \"args\": {\"p\": {\"required\": true, \"default\":"
            + " \"a\"}}} | commands.c.args.p.required cannot be true",
        "{\"command\": [\"a\", \"${p}\"], \"args\": {\"p\": {\"minimum\": 1}}} |"
            + " commands.c.args.p.minimum is unknown",
        "{\"command\": [\"a\", \"${p}\"], \"args\": {\"p\": {\"type\": \"integer\","
            + " \"maximum\": \"9\"}}} | commands.c.args.p.maximum must be a number"
      })
  void eachProblemNamesItsPlace(String command, String problem) {
    assertThat(problemsOfCommand(command)).singleElement().asString().startsWith(problem);
  }

  @Test
  void nothingToRunIsAProblemAsAreLimitsOfWhatIsRefused() {
    assertThat(problems("{\"address\": \"ops\"}"))
        .containsExactly("commands must name at least one command");
    assertThat(
            problems(
                "{\"address\": \"ops\", \"shellText\": {\"timeout\": \"1s\"}, \"commands\":"
                    + " {\"c\": {\"command\": [\"true\"]}}}"))
        .containsExactly("shellText has a meaning with allowShellText: true only");
  }

  @Test
  void aValueOfTheEnvironmentIsNeverInAProblem() {
    assertThat(
            problemsOfCommand("{\"command\": [\"a\"], \"env\": {\"A\": 12345, \"B=\": \"hush\"}}"))
        .hasSize(2)
        .noneMatch(problem -> problem.contains("12345") || problem.contains("hush"));
  }

  @Test
  void aWrongConfigurationFailsTheDeployment() throws Exception {
    assertThat(failure(vertx.deployVerticle(new CommandVerticle())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("address must be given");
  }
}
