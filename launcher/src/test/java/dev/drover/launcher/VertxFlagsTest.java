package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.VertxOptionsResolver;
import io.vertx.launcher.application.impl.VertxApplicationCommand;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Option;

/** Every flag of Vert.x's own launcher, in each of its forms, with the precedence it has there. */
class VertxFlagsTest {

  /** Flags without an option: they are told by what the settings say. */
  private static final Set<String> SWITCHES = Set.of("c", "cluster", "h", "help");

  private static Set<String> namesOfVertxApplication() {
    return Arrays.stream(VertxApplicationCommand.class.getDeclaredFields())
        .map(VertxFlagsTest::option)
        .filter(option -> option != null)
        .flatMap(option -> Arrays.stream(option.names()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Option option(Field field) {
    return field.getAnnotation(Option.class);
  }

  private static List<String> forms(String name) {
    // Vert.x's launcher has its one-letter flags, and vt, with a single dash only.
    return name.length() <= 2 ? List.of("-" + name) : List.of("-" + name, "--" + name);
  }

  private static Set<String> namesInTheTable() {
    return Stream.concat(
            VertxFlagTable.ROWS.stream().flatMap(row -> row.names().stream()), SWITCHES.stream())
        .flatMap(name -> forms(name).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> ownNames() {
    return CommandLineReader.parser(new RunFlags()).getCommandSpec().options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theTableMissesNoFlagOfVertxsLauncher() {
    assertThat(namesOfVertxApplication()).hasSizeGreaterThan(20).isEqualTo(namesInTheTable());
  }

  @Test
  void noFlagOfVertxsLauncherIsMissing() {
    assertThat(ownNames()).containsAll(namesOfVertxApplication());
  }

  static List<VertxFlagTable.Row> table() {
    return VertxFlagTable.ROWS;
  }

  private static Object resolve(
      VertxFlagTable.Row row,
      Map<String, String> env,
      Map<String, String> properties,
      List<String> args) {
    List<String> all = new ArrayList<>(args);
    all.add("-cluster");
    Properties system = new Properties();
    system.putAll(properties);
    return row.reader()
        .apply(
            VertxOptionsResolver.resolve(
                CommandLineReader.read(all).vertx.settings(2, false), env, system, 2, 21));
  }

  private static List<String> flag(VertxFlagTable.Row row, String form) {
    return row.flagValue() == null ? List.of(form) : List.of(form, row.flagValue());
  }

  @ParameterizedTest
  @MethodSource("table")
  void eachFormOfTheFlagInAnyCaseSetsTheOption(VertxFlagTable.Row row) {
    for (String name : row.names()) {
      for (String form : forms(name)) {
        assertThat(resolve(row, Map.of(), Map.of(), flag(row, form)))
            .as(form)
            .hasToString(row.seenByFlag());
        assertThat(resolve(row, Map.of(), Map.of(), flag(row, form.toUpperCase(Locale.ROOT))))
            .as("%s in capitals", form)
            .hasToString(row.seenByFlag());
        if (row.flagValue() != null) {
          assertThat(resolve(row, Map.of(), Map.of(), List.of(form + "=" + row.flagValue())))
              .as("%s=", form)
              .hasToString(row.seenByFlag());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void jsonYieldsToTheEnvironmentThatToTheFlagAndThatToTheProperty(VertxFlagTable.Row row) {
    Map<String, String> env = new HashMap<>();
    Map<String, String> properties = new HashMap<>();
    List<String> args = new ArrayList<>();
    List<String> flag = flag(row, forms(row.names().get(0)).get(0));
    boolean flagIsJson = row.json() == null;
    if (!flagIsJson) {
      args.addAll(List.of(row.jsonFlag(), row.json()));
      assertThat(resolve(row, env, properties, args)).as("JSON").hasToString(row.seenByJson());
    } else {
      args.addAll(flag);
      assertThat(resolve(row, env, properties, args)).as("JSON").hasToString(row.seenByFlag());
    }
    if (row.variable() != null) {
      env.put(row.variable(), row.variableValue());
      assertThat(resolve(row, env, properties, args))
          .as("environment")
          .hasToString(row.variableValue());
    }
    if (!flagIsJson) {
      args.addAll(flag);
      assertThat(resolve(row, env, properties, args)).as("flag").hasToString(row.seenByFlag());
    }
    if (row.property() != null) {
      properties.put(row.property(), row.propertyValue());
      assertThat(resolve(row, env, properties, args))
          .as("property")
          .hasToString(row.propertyValue());
    }
  }

  @Test
  void clusterAndHelpAreSwitches() {
    for (String form : List.of("-c", "-C", "-cluster", "--cluster", "--CLUSTER")) {
      assertThat(CommandLineReader.read(List.of(form)).vertx.clustered()).as(form).isTrue();
    }
    for (String form : List.of("-h", "-help", "--help", "--HELP")) {
      assertThat(CommandLineReader.read(List.of(form)).help).as(form).isTrue();
    }
    assertThat(CommandLineReader.read(List.of("com.acme.Web")).vertx.clustered()).isFalse();
  }
}
