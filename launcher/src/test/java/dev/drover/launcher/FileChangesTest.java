package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import dev.drover.config.ConfigFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileChangesTest {
  private static final String WEB = "services: {web: {verticle: w}, db: {verticle: d}}";

  private static ConfigFile file(String text) {
    return ConfigFile.parse(Path.of("/app/drover.yaml"), text, null, Map.of());
  }

  private static List<String> notTaken(String before, String now, RunFlags flags) {
    ConfigFile old = file(before);
    FileChanges changes = new FileChanges(old, old.services(), file(now));
    changes.kept();
    return changes.notTaken(flags);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "services: {web: {verticle: w, replicas: 9, env: {A: b}}, db: {verticle: d}}|",
        "'services: {web: {verticle: w}, db: {verticle: d}, new: {verticle: n}}'| services.new is new",
        "'services: {web: {verticle: w}}'| services.db is gone; db runs on as it was, drover stop db",
        "'services: {web: {verticle: w, dependsOn: [db]}, db: {verticle: d}}'| services.web.dependsOn",
        "'{name: other, services: {web: {verticle: w}, db: {verticle: d}}}'| name has changed",
        "'{cluster: {name: c}, services: {web: {verticle: w}, db: {verticle: d}}}'| cluster has",
        "'{strategy: all-for-one, services: {web: {verticle: w}, db: {verticle: d}}}'| strategy has",
        "'{logs: {directory: l}, services: {web: {verticle: w}, db: {verticle: d}}}'| logs has"
      })
  void whatAReloadCannotTakeOverIsToldWithWhatToDo(String now, String told) {
    List<String> lines = notTaken(WEB, now, new RunFlags());

    if (told == null) {
      assertThat(lines).isEmpty();
    } else {
      assertThat(lines).singleElement().asString().startsWith("/app/drover.yaml: " + told);
    }
  }

  @Test
  void whatAFlagSaysAnywayHasNotChanged() {
    RunFlags flags = new RunFlags();
    flags.replica.clusterName = "mine";

    assertThat(notTaken(WEB, "{cluster: {name: c}, " + WEB + "}", flags)).isEmpty();
  }

  @Test
  void servicesThatWereNotChosenAreNotNew() {
    ConfigFile old = file(WEB);
    FileChanges changes = new FileChanges(old, old.services().subList(0, 1), file(WEB));

    assertThat(changes.kept()).extracting(each -> each.name()).containsExactly("web");
    assertThat(changes.notTaken(new RunFlags())).isEmpty();
  }

  @Test
  void aFileWithNoneOfThemIsRefused() {
    ConfigFile old = file(WEB);
    FileChanges changes =
        new FileChanges(old, old.services(), file("services: {x: {verticle: x}}"));

    assertThatThrownBy(changes::kept)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none of the services that run");
  }
}
