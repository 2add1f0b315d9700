package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ConfigSchema;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCommandsTest {
  private record Outcome(List<ExitCode> codes, String out, String err) {}

  @TempDir Path directory;

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

  private String write(String text) throws IOException {
    return Files.writeString(directory.resolve("drover.yaml"), text).toString();
  }

  @Test
  void checkTellsAllProblemsAtOnceEachWithItsPlace() throws IOException {
    String file =
        write(
            """
            services:
              web:
                verticle: Srever.java
                classPath: [nowhere]
                java: nojdk
                replica: 2
              shop:
                verticle: com.acme.Shop
            """);
    Files.writeString(directory.resolve("Server.java"), "");

    Outcome outcome = launch("check", file);

    assertThat(outcome.codes()).containsExactly(ExitCode.USAGE);
    assertThat(outcome.out()).isEmpty();
    JsonObject json = new JsonObject(launch("check", "--json", file).out());
    assertThat(json.getBoolean("valid")).isFalse();
    assertThat(json.getJsonArray("problems")).hasSize(5);
    assertThat(outcome.err().lines())
        .hasSize(6)
        .anySatisfy(
            line -> assertThat(line).startsWith(file + ":6:5: services.web.replica is unknown"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(file + ":3:15: services.web.verticle: no file ")
                    .endsWith("Srever.java; did you mean Server.java?"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(file + ":4:16: services.web.classPath: class path entry ")
                    .endsWith("nowhere does not exist"))
        .anySatisfy(
            line -> assertThat(line).startsWith(file + ":5:11: services.web.java: it must be"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(file + ":8:15: services.shop.verticle: no class com.acme.Shop"))
        .last()
        .isEqualTo("drover: 5 problems in " + file);
  }

  @Test
  void checkSaysWhatAFileHasThatIsRight() throws IOException {
    Files.writeString(directory.resolve("Server.java"), "");
    String file =
        write(
            "services: {web: {verticle: Server.java, replicas: 2, dependsOn: [ticks]},"
                + " ticks: {verticle: 'sh:date'}}");

    Outcome outcome = launch("check", file);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.codes()).containsExactly(ExitCode.OK);
    assertThat(outcome.out().lines())
        .containsExactly(
            file + " is right: 2 services",
            "  web: " + directory.resolve("Server.java") + ", 2 replicas, after ticks",
            "  ticks: sh:date, 1 replica");
  }

  @Test
  void checkOfAFileThatIsNotThereNamesANearOne() throws IOException {
    write("services: {}");

    Outcome outcome = launch("check", directory.resolve("drovr.yaml").toString());

    assertThat(outcome.codes()).containsExactly(ExitCode.NOT_FOUND);
    assertThat(outcome.err()).contains("no file").contains("did you mean drover.yaml?");
  }

  @Test
  void aMalformedProgramIsToldByItsPlace() throws IOException {
    Outcome outcome = launch("check", write("services: {a: {verticle: 'proc:ls *'}}"));

    assertThat(outcome.codes()).containsExactly(ExitCode.USAGE);
    assertThat(outcome.err()).contains("drover.yaml:1:26: services.a.verticle: ");
  }

  @Test
  void wrongOptionsOfVertxAreToldByTheirPlace() throws IOException {
    String file =
        write(
            "services: {a: {verticle: 'proc:ls', options: {workerPoolSize: many}, busBridge: {}}}");

    assertThat(launch("check", file).err())
        .contains("drover.yaml:1:46: services.a.options: options.workerPoolSize must be");
  }

  @Test
  void initInAnEmptyDirectoryWritesWhatCheckAccepts() {
    String file = directory.resolve("drover.yaml").toString();

    Outcome outcome = launch("init", file);

    assertThat(outcome.codes()).containsExactly(ExitCode.OK);
    assertThat(outcome.out()).contains("wrote " + file + " and ").contains("drover run " + file);
    assertThat(directory.resolve("Server.java")).isRegularFile();
    assertThat(launch("check", file).codes()).containsExactly(ExitCode.OK);
  }

  @Test
  void whatInitHasInItsCommentsIsRightToo() throws IOException {
    String file = directory.resolve("drover.yaml").toString();
    launch("init", file);
    String commented = Files.readString(Path.of(file));
    String all =
        commented
            .replaceAll("(?m)^( *)#(?! |@| *$)", "$1")
            .replaceAll("(?m)^#  (?=  +services|  +web|prod)", "  ")
            .replace("#  prod:", "  prod:")
            .replace("#    services:", "    services:")
            .replace("#      web:", "      web:")
            .replace("[target/classes, lib/*]", "[]")
            .replace("dependsOn: [other]", "dependsOn: []");
    assertThat(all).contains("\nname: acme", "\n    stop: {", "\n      web: {replicas: 4}");

    Outcome outcome = launch("check", Files.writeString(Path.of(file), all).toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.codes()).containsExactly(ExitCode.OK);
  }

  @Test
  void initNamesTheJarOrVerticleThatIsThere() throws IOException {
    Files.writeString(
        directory.resolve("Orders.java"),
        "class Orders extends io.vertx.core.VerticleBase {}"
            .replace("extends io.vertx.core.VerticleBase", "extends VerticleBase"));
    launch("init", directory.resolve("a.yaml").toString());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Main-Verticle", "a.B");
    Path target = Files.createDirectories(directory.resolve("target"));
    new JarOutputStream(Files.newOutputStream(target.resolve("shop-1.0.jar")), manifest).close();
    launch("init", directory.resolve("b.yaml").toString());

    assertThat(directory.resolve("a.yaml"))
        .content()
        .contains("  orders:", "verticle: Orders.java");
    assertThat(directory.resolve("b.yaml")).content().contains("  shop:", "target/shop-1.0.jar");
    assertThat(directory.resolve("Server.java")).doesNotExist();
  }

  @Test
  void initOverwritesNothing() throws IOException {
    String file = write("mine");

    Outcome outcome = launch("init", file);

    assertThat(outcome.codes()).containsExactly(ExitCode.FAILED);
    assertThat(outcome.err()).contains("is there already and is not overwritten");
    assertThat(Path.of(file)).hasContent("mine");
    assertThat(directory.resolve("Server.java")).doesNotExist();
    assertThat(launch("init", directory.resolve("d.json").toString()).codes())
        .containsExactly(ExitCode.USAGE);
  }

  @Test
  void schemaIsPrintedAsItIsPublished() {
    assertThat(new JsonObject(launch("schema").out())).isEqualTo(ConfigSchema.json());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--main a.B               | --main does not go with a file",
        "-cp .                    | --class-path does not go with a file",
        "web --name x             | --name does not go with a file",
        "web -- x                 | arguments after -- do not go with a file",
        "--replicas 2             | --replicas is about one service; name it",
        "web ticks --drain 1s     | --drain is about one service; name it",
        "wbe                      | no service 'wbe'; did you mean web?",
        "--profile prd            | there is no profile 'prd'; the file has prod",
      })
  void aFlagThatMakesNoSenseWithTheFileIsSaidSo(String args, String problem) throws IOException {
    String file =
        write(
            "services: {web: {verticle: 'sh:date'}, ticks: {verticle: 'sh:date'}}\n"
                + "profiles: {prod: {}}");
    List<String> all = new ArrayList<>(List.of("run", file));
    all.addAll(List.of(args.split(" ")));

    Outcome outcome = launch(all.toArray(String[]::new));

    assertThat(outcome.err()).contains(problem);
    assertThat(outcome.codes()).hasSize(1).doesNotContain(ExitCode.OK);
  }

  @Test
  void aProfileNeedsAFile() {
    assertThat(launch("run", "--profile", "prod", "x").err())
        .contains("--profile is of a configuration file");
  }

  @Test
  void whatTheEnvironmentHoldsIsNotInAProblem() throws IOException {
    String home = System.getenv("HOME");
    assertThat(home).hasSizeGreaterThan(3);

    Outcome outcome =
        launch(
            "check", write("services: {a: {verticle: x.Y, classPath: ['${HOME}/no-such-dir']}}"));

    assertThat(outcome.err()).contains("${HOME}/no-such-dir").doesNotContain(home + "/no-such");
  }

  @Test
  void flagsWinOverTheFileAndTheFileOverTheDefaults() throws IOException {
    Files.writeString(directory.resolve("Server.java"), "");
    String file =
        write(
            """
            services:
              web:
                verticle: 'sh:date'
                replicas: 2
                config: {a: 1}
                env: {A: file, B: file}
                jvm: [-Xmx1g]
                stop: {drain: 3s, grace: 4s}
                restart: {limit: 7}
                dependsOn: [db]
              db: {verticle: 'sh:date', replicas: 2}
              other: {verticle: 'sh:date'}
            """);
    RunFlags flags =
        CommandLineReader.read(
            List.of(
                file,
                "web",
                "--replicas",
                "3",
                "--env",
                "A=flag",
                "--jvm-arg",
                "-ea",
                "--grace",
                "9s",
                "--cluster-name",
                "herd"));

    SupervisionPlan plan =
        FilePlanner.of(flags, Map.of(), System.getProperties(), 6)
            .plan(ConfigCommandsTest.class.getClassLoader());

    assertThat(plan.cluster().name()).isEqualTo("herd");
    assertThat(plan.services())
        .extracting(each -> each.service().name())
        .containsExactly("web", "db");
    assertThat(plan.services()).extracting(RunPlan::replicas).containsExactly(3, 2);
    RunPlan web = plan.services().get(0);
    assertThat(web.service().env()).isEqualTo(Map.of("A", "flag", "B", "file"));
    assertThat(web.service().jvmArgs()).containsSubsequence("-Xmx1g", "-ea");
    assertThat(web.stop().drain()).hasSeconds(3);
    assertThat(web.stop().grace()).hasSeconds(9);
    assertThat(web.service().restart().limit()).isEqualTo(7);
    assertThat(web.service().dependsOn()).containsExactly("db");
    assertThat(web.service().directory()).isEqualTo(directory);
    assertThat(web.service().application().vertx().conf().getMap()).containsEntry("a", 1);
    assertThat(plan.services().get(1).stop().grace()).hasSeconds(20);
  }
}
