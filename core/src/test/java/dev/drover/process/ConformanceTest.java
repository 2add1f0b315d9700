package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The conformance table names tests that exist, and every one of Node's tests once. */
class ConformanceTest {
  private static final int NODES_TESTS = 221;
  private static final Pattern ROW = Pattern.compile("\\| (\\S.*?) \\| ([AEX]) \\| (.+) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
  private static final Path CLASSES = Path.of("target", "test-classes");
  private static final Path LAUNCHER = Path.of("..", "launcher", "src", "test", "java");

  private record Row(String node, String flag, String checkedBy) {}

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("CONFORMANCE.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> new Row(row.group(1), row.group(2), row.group(3)))
        .toList();
  }

  @Test
  void everyTestOfNodesIsThereOnce() throws IOException {
    assertThat(rows()).extracting(Row::node).hasSize(NODES_TESTS).doesNotHaveDuplicates();
  }

  @Test
  void everyTestThatIsNamedExists() throws Exception {
    for (Row row : rows()) {
      Matcher names = NAME.matcher(row.checkedBy());
      while (names.find()) {
        assertThat(exists(names.group(1), names.group(2)))
            .as("%s names %s", row.node(), names.group())
            .isTrue();
      }
    }
  }

  /** Ours are in any package of the library; those that end in IT are the launcher's. */
  private static boolean exists(String type, String method) throws Exception {
    if (type.endsWith("IT")) {
      String source = Files.readString(only(LAUNCHER, type + ".java"));
      return Pattern.compile("Test\\s+void " + method + "\\(").matcher(source).find();
    }
    String path = CLASSES.relativize(only(CLASSES, type + ".class")).toString();
    Class<?> found = Class.forName(path.replace(".class", "").replace('/', '.'));
    return Stream.of(found.getDeclaredMethods())
        .anyMatch(one -> one.getName().equals(method) && isTest(one));
  }

  private static Path only(Path root, String name) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> found = files.filter(file -> file.endsWith(name)).toList();
      assertThat(found).as("files named %s", name).hasSize(1);
      return found.get(0);
    }
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  @Test
  void whatHasNoTestHasAReasonOrIsOpen() throws IOException {
    for (Row row : rows()) {
      boolean tested = NAME.matcher(row.checkedBy()).find();
      boolean reasoned = row.checkedBy().matches("none: \\S.+");
      boolean open = row.checkedBy().equals("open");
      assertThat(List.of(tested, reasoned, open)).as("%s", row).containsOnlyOnce(true);
      assertThat(row.flag().equals("X") && open).as("%s", row).isFalse();
      assertThat(row.flag().equals("A") && reasoned).as("%s", row).isFalse();
    }
  }
}
