package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.launcher.CompletionCommand.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.CommandSpec;

/** The scripts in the shells that they are for, as far as those are installed. */
class CompletionTest {
  private static final String BASH =
      """
      source "$0"
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      COMP_POINT=${#COMP_LINE}
      _complete_drover
      printf '%s\\n' "${COMPREPLY[@]}"
      """;
  private static final String FISH =
      """
      source $argv[1]
      complete -C "$argv[2..-1]" | string split -f 1 \\t
      """;

  /** Types into an interactive shell on a terminal of its own, and waits for what is wanted. */
  private static final String ZSH =
      """
      zmodload zsh/zpty
      script=$1
      wanted=$2
      shift 2
      zpty z zsh -f -i
      zpty -w z "PS1=; autoload -Uz compinit; compinit -D -u; source $script; print REA''DY"
      zpty -r z text '*READY*'
      zpty -w -n z "$*"$'\\t'
      zpty -r z text "*$wanted*"
      zpty -d z
      print -r -- "$text"
      """;

  private @TempDir Path directory;

  @BeforeEach
  void aFileToComplete() throws IOException {
    Files.createFile(directory.resolve("HelloThere.java"));
  }

  private static void assumeInstalled(Shell shell) throws IOException, InterruptedException {
    String name = shell.name().toLowerCase(Locale.ROOT);
    Process look = new ProcessBuilder("sh", "-c", "command -v " + name).start();
    Assumptions.assumeTrue(look.waitFor() == 0, "SKIPPED: there is no " + name + " here");
  }

  private List<String> run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = reader.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return lines;
    }
  }

  /**
   * What the shell offers for this line; its last word is being typed.
   *
   * @param wanted zsh is given time until it offers this
   */
  private Set<String> offered(Shell shell, String wanted, String... words)
      throws IOException, InterruptedException {
    assumeInstalled(shell);
    Path script = directory.resolve("script");
    Files.writeString(script, CompletionCommand.script(shell));
    List<String> command = new ArrayList<>();
    switch (shell) {
      case BASH -> command.addAll(List.of("bash", "-c", BASH, script.toString()));
      case ZSH ->
          command.addAll(
              List.of("timeout", "30", "zsh", "-f", "-c", ZSH, "zsh", script.toString(), wanted));
      case FISH -> command.addAll(List.of("fish", "--no-config", "-c", FISH, script.toString()));
    }
    command.addAll(List.of(words));
    return new TreeSet<>(run(command));
  }

  private void assertOffers(Shell shell, String expected, String... words) throws Exception {
    Set<String> offers = offered(shell, expected, words);
    assertThat(offers)
        .as("%s for %s", shell, List.of(words))
        .anyMatch(offer -> offer.contains(expected));
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void commandsAreCompleted(Shell shell) throws Exception {
    assertOffers(shell, "completion", "drover", "comp");
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void flagsAreCompleted(Shell shell) throws Exception {
    assertOffers(shell, "--replicas", "drover", "run", "--repl");
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void filesAreCompleted(Shell shell) throws Exception {
    assertOffers(shell, "HelloThere.java", "drover", "run", "Hello");
  }

  @Test
  void aFlagOfOneCommandIsNotOfferedForAnother() throws Exception {
    for (Shell shell : List.of(Shell.BASH, Shell.FISH)) {
      assertThat(offered(shell, "", "drover", "logs", "--"))
          .contains("--follow")
          .doesNotContain("--replicas");
    }
  }

  @Test
  void everyCommandAndEveryFlagIsThere() {
    CommandSpec root = CompletionModel.root();
    assertThat(root.subcommands().keySet()).containsExactlyInAnyOrderElementsOf(Launcher.COMMANDS);
    for (String command : List.of("run", "logs")) {
      Object flags = command.equals("run") ? new RunFlags() : new LogsFlags();
      CommandSpec offered = root.subcommands().get(command).getCommandSpec();
      for (var known : CommandSpec.forAnnotatedObject(flags).options()) {
        assertThat(known.names()).containsAnyElementsOf(namesOf(offered));
      }
    }
    for (String command : Launcher.COMMANDS) {
      CommandSpec offered = root.subcommands().get(command).getCommandSpec();
      assertThat(offered.usageMessage().description()[0]).as(command).hasSizeGreaterThan(5);
      assertThat(offered.options())
          .as(command)
          .allMatch(option -> option.description()[0].length() > 5);
    }
  }

  private static List<String> namesOf(CommandSpec command) {
    return command.options().stream().flatMap(option -> List.of(option.names()).stream()).toList();
  }

  @Test
  void noOtherShellIsServed() {
    assertThatThrownBy(() -> new CompletionCommand(System.out).run(List.of("tcsh")))
        .isInstanceOf(LaunchFailure.class)
        .hasMessageContaining("bash, zsh or fish");
  }
}
