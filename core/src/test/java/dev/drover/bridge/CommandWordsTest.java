package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("python3 worker.py", List.of("python3", "worker.py")),
        Arguments.of(" a\t b  c ", List.of("a", "b", "c")),
        Arguments.of("a 'b c' \"d e\"", List.of("a", "b c", "d e")),
        Arguments.of("a''b'c'\"d\"e", List.of("abcde")),
        Arguments.of("a '' \"\"", List.of("a", "", "")),
        Arguments.of("a b\\ c \\\\ \\'", List.of("a", "b c", "\\", "'")),
        Arguments.of("a '\\n $x `y` \"'", List.of("a", "\\n $x `y` \"")),
        Arguments.of("a \"\\\" \\\\ \\$ \\` \\n\"", List.of("a", "\" \\ $ ` \\n")),
        Arguments.of("a \"b\\\nc\" d\\\ne", List.of("a", "bc", "de")),
        Arguments.of("a '|' \\; \"<>\" x~ y#", List.of("a", "|", ";", "<>", "x~", "y#")),
        Arguments.of(
            "a --x=1 {b} ! % @ ^ é", List.of("a", "--x=1", "{b}", "!", "%", "@", "^", "é")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void wordsAreSplitAsAShellDoes(String line, List<String> words) {
    assertThat(CommandWords.of("proc:" + line, 5)).isEqualTo(words);
  }

  /** The same line without what we refuse, through the machine's own shell. */
  @ParameterizedTest
  @MethodSource("lines")
  void aShellAgrees(String line, List<String> words) throws Exception {
    Process shell =
        new ProcessBuilder(
                "/bin/sh", "-c", "for w in " + line.strip() + "; do printf '%s\\0' \"$w\"; done")
            .start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(List.of(out.split("\0", -1))).startsWith(words.toArray(String[]::new));
    assertThat(shell.waitFor()).isZero();
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("proc:a 'b", 7, "not closed"),
        Arguments.of("proc:a b\"c d\\\"", 8, "not closed"),
        Arguments.of("proc:a b\\", 8, "nothing follows"),
        Arguments.of("proc:a | b", 7, "no shell to give |"),
        Arguments.of("proc:a b>c", 8, "no shell to give >"),
        Arguments.of("proc:a $HOME", 7, "no shell to give $"),
        Arguments.of("proc:ls *.java", 8, "use sh:"),
        Arguments.of("proc:a ~/b", 7, "no shell to give ~"),
        Arguments.of("proc:a #b", 7, "no shell to give #"),
        Arguments.of("proc:a 'b\0'", 9, "NUL"),
        Arguments.of("proc:a\0", 6, "NUL"),
        Arguments.of("proc:", 5, "a command must follow"),
        Arguments.of("proc:  ", 5, "a command must follow"),
        Arguments.of("proc:'' a", 5, "a command must follow"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsMalformedIsRefusedAndShown(String name, int at, String problem) {
    assertThatThrownBy(() -> CommandWords.of(name, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("at character " + (at + 1))
        .hasMessageEndingWith("\n" + " ".repeat(at) + "^");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", "&", ";", "<", ">", "(", ")", "$", "`", "*", "?", "["})
  void everyCharacterOfTheShellsMustBeQuoted(String character) {
    assertThatThrownBy(() -> CommandWords.of("a" + character, 0)).hasMessageContaining("quote it");
    assertThat(CommandWords.of("a\\" + character, 0)).isEqualTo(List.of("a" + character));
    assertThat(CommandWords.of("a '" + character + "'", 0)).isEqualTo(List.of("a", character));
  }

  @Test
  void lineFeedsSeparateWordsToo() {
    assertThat(CommandWords.of("tail -F\n app.log\n", 0)).containsExactly("tail", "-F", "app.log");
  }

  @Test
  void aProgramIsNamedAfterItsCommandAndShellTextThatStartsWithNoneAfterTheShell() {
    assertThat(ProcessVerticleFactory.programName("proc:/usr/bin/python3 -u x.py"))
        .isEqualTo("python3");
    assertThat(ProcessVerticleFactory.programName("sh:tail -F app.log | grep x")).isEqualTo("tail");
    assertThat(ProcessVerticleFactory.programName("sh:i=0; while :; do :; done")).isEqualTo("sh");
    assertThat(ProcessVerticleFactory.programName("sh:(a; b)")).isEqualTo("sh");
  }
}
