package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.config.ConfigException;
import dev.drover.config.ServiceEntry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineReaderTest {

  private record Outcome(List<ExitCode> codes, String out, String err) {}

  private static Outcome launch(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<ExitCode> codes = new ArrayList<>();
    new Launcher(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            codes::add)
        .launch(args);
    return new Outcome(
        codes, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--replicsa 2 x          | unknown flag --replicsa; did you mean --replicas?",
        "-clustr x               | unknown flag -clustr; did you mean -cluster?",
        "--zzzzzzzz              | unknown flag --zzzzzzzz",
        "a b                     | only one thing can be run, 'b' is one too many",
        "--replicas              | Missing required parameter for option '--replicas'",
        "--replicas two x        | --replicas must be a whole number, was 'two'",
        "why                     | SLOT is missing",
        "scale                   | SERVICE is missing",
        "scale web x             | N must be a whole number, was 'x'",
        "bus listen              | the address is missing",
        "bus request a --count 3 | --count is of listen",
        "bus send a --timeout 3s | --timeout is of request",
        "top --sort cpus         | --sort must be one of slot, cpu, rss",
        "--conf {} --conf {} x   | --conf is given twice",
        "--replicas 0 x          | --replicas must be >= 1, was 0; leave it out",
        "--jvm-arg -Xmx9m x      | --jvm-arg is for replicas; add --replicas N",
        "--env A=b --java j x    | --env, --java are for replicas; add --replicas N",
        "--replicas 1 --env A x  | --env must be NAME=value, was 'A'",
        "--replicas 1 --java /no | /no is no program",
        "--instances 0 x         | --instances must be a number from 1 or 'cores', was '0'",
        "--instances many x      | --instances must be a number from 1 or 'cores', was 'many'",
        "--drain 5 x             | --drain: a duration is a number and a unit",
        "--drain 5s --grace 1s x | stop.grace must be >= stop.drain (5s), was 1s",
        "--lame-duck 10s x       | stop.lameDuck must be < stop.drain (10s), was 10s",
        "--conf nope.json x      | --conf is neither JSON nor a file: /",
        "--conf {broken x        | --conf is not a JSON object",
        "--cluster-name c x      | --cluster-name names a cluster that nothing joins",
        "--replicas 2 --cluster-port 9 x | --cluster-port is one port, which 2 replicas",
        "--replicas 2 --ready-on time x  | --ready-on must be main",
        "help rnu                | no help about 'rnu'; did you mean run?",
      })
  void aWrongCommandLineIsToldInFewLinesAndEndsWith2(String args, String message) {
    Outcome outcome = launch(args.strip().split(" +"));
    assertThat(outcome.codes()).containsExactly(ExitCode.USAGE);
    assertThat(outcome.err()).startsWith("drover: ").contains(message).contains("--help");
    assertThat(outcome.err().lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aMistypedCommandIsNoClassButACommand() {
    Outcome outcome = launch("statsu");

    assertThat(outcome.codes()).containsExactly(ExitCode.NOT_FOUND);
    assertThat(outcome.err()).contains("no command or class statsu; did you mean status?");
  }

  private static Policies policies(String... flags) {
    return Policies.of(CommandLineReader.read(List.of(flags)), ServiceEntry.empty());
  }

  @Test
  void allProblemsOfOneKindAreToldTogether() {
    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () -> policies("--drain", "5", "--grace", "6", "--env", "=", "--replicas", "0"));
    assertThat(thrown.problems()).hasSize(4);
  }

  @Test
  void theValueOfAVariableIsNeverShown() {
    Outcome outcome = launch("--replicas", "1", "--env", "=s3cret", "x");
    assertThat(outcome.err()).contains("--env must be NAME=value").doesNotContain("s3cret");
  }

  @Test
  void whatFollowsTwoDashesIsForTheApplication() {
    RunFlags flags = CommandLineReader.read(List.of("--main", "A", "--", "--replicas", "--", "x"));
    assertThat(flags.main).isEqualTo("A");
    assertThat(flags.arguments).containsExactly("--replicas", "--", "x");
    assertThat(flags.replica.replicas).isNull();
  }

  @Test
  void aJvmFlagNeedsNoQuoting() {
    RunFlags flags =
        CommandLineReader.read(
            List.of("--jvm-arg", "-Xmx9m", "-jvm-arg=-Da=b", "--jvm-arg", "-ea"));
    assertThat(flags.replica.jvmArgs).containsExactly("-Xmx9m", "-Da=b", "-ea");
  }

  @Test
  void aLongerDrainMovesTheGraceWithIt() {
    Policies policies = policies("--drain", "60s");
    assertThat(policies.stop().grace()).hasSeconds(70);
    policies = policies("--grace", "3s");
    assertThat(policies.stop().drain()).hasSeconds(3);
  }

  @Test
  void helpIsShownHoweverItIsAskedFor() {
    for (List<String> args :
        List.of(
            List.of("run", "--help"), List.of("help", "run"), List.of("x", "-conf", "y", "-H"))) {
      Outcome outcome = launch(args.toArray(String[]::new));
      assertThat(outcome.codes()).as("%s", args).containsExactly(ExitCode.OK);
      assertThat(outcome.out()).contains("Essential").contains("Frequent").contains("Rare");
    }
    assertThat(launch("--help").out()).contains("Examples");
    assertThat(launch("help").out()).contains("Examples");
    assertThat(launch("--version").out()).startsWith("drover ");
  }

  @Test
  void helpNamesEveryFlagAndNoOther() {
    Set<String> known =
        CommandLineReader.parser(new RunFlags()).getCommandSpec().options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .collect(Collectors.toSet());
    Set<String> named =
        Pattern.compile("(?<=[\\s,(])--[a-z-]+")
            .matcher(HelpText.RUN.text())
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    named.removeAll(Set.of("--verbose", "--line-buffered"));
    assertThat(known).containsAll(named);
    CommandLineReader.parser(new RunFlags()).getCommandSpec().options().stream()
        .forEach(
            option ->
                assertThat(Arrays.stream(option.names()))
                    .as("%s", option)
                    .anyMatch(named::contains));
  }
}
