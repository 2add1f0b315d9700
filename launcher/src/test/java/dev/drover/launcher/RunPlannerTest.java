package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import dev.drover.config.HangPolicy;
import dev.drover.config.RecyclePolicy;
import io.vertx.core.VerticleBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunPlannerTest {
  /** Found on the launcher's own class path. */
  public static final class Web extends VerticleBase {}

  /** Has a main method of its own. */
  public static final class App {
    private App() {}

    public static void main(String[] args) {
      throw new AssertionError("the launcher ran the application's code");
    }
  }

  private final Map<String, String> env = new HashMap<>();
  private final Properties system = new Properties();

  private RunPlan plan(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    if (!all.contains("--main")) {
      all.add(0, Web.class.getName());
    }
    return new RunPlanner(CommandLineReader.read(all), env, system, 5)
        .plan(RunPlannerTest.class.getClassLoader());
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 5", "2, 3", "4, 2", "5, 1", "9, 1"})
  void replicasShareTheCoresUnlessInstancesAreSaid(int replicas, int instances) {
    String[] args = replicas == 0 ? new String[0] : new String[] {"--replicas", "" + replicas};
    assertThat(plan(args).service().application().defaultInstances()).isEqualTo(instances);
    assertThat(plan(args).replicas()).isEqualTo(replicas);
  }

  @Test
  void instancesCoresMeansTheCoresOfThisMachine() {
    assertThat(plan("--replicas", "2", "--instances", "CORES").service().application().vertx())
        .satisfies(settings -> assertThat(settings.instances()).isEqualTo(5));
  }

  @Test
  void replicasAreClusteredAndThisJvmIsWhenAsked() {
    assertThat(plan("--replicas", "1").service().application().vertx().clustered()).isTrue();
    assertThat(plan().service().application().vertx().clustered()).isFalse();
    assertThat(plan("--cluster").service().application().vertx().clustered()).isTrue();
  }

  @Test
  void everyFlagOfReplicasReachesTheService(@TempDir Path lib) {
    RunPlan plan =
        plan(
            ("--replicas 3 --name shop --cluster-name acme --jvm-arg -Xmx9m --env A=b=c --drain 2s"
                    + " --grace 3s --ready-timeout 4s --restart-limit 5 --restart-period 6s"
                    + " --hang-after 8s -cp "
                    + lib)
                .split(" "));
    assertThat(plan.service().name()).isEqualTo("shop");
    assertThat(plan.service().replicas()).isEqualTo(3);
    assertThat(plan.service().clusterName()).isEqualTo("acme");
    assertThat(plan.service().jvmArgs()).endsWith("-Xmx9m");
    assertThat(plan.service().env()).isEqualTo(Map.of("A", "b=c"));
    assertThat(plan.service().stop().drain()).isEqualTo(Duration.ofSeconds(2));
    assertThat(plan.service().stop().grace()).isEqualTo(Duration.ofSeconds(3));
    assertThat(plan.service().ready().timeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(plan.service().restart().limit()).isEqualTo(5);
    assertThat(plan.service().restart().period()).isEqualTo(Duration.ofSeconds(6));
    assertThat(plan.service().hang().after()).isEqualTo(Duration.ofSeconds(8));
    assertThat(plan.service().hang().check()).isTrue();
    assertThat(plan.service().classPath()).endsWith(lib).containsAll(ServicePath.ofLauncher());
  }

  @Test
  void recyclingIsForReplicasAndAllThatIsWrongWithItIsToldTogether() {
    RecyclePolicy policy =
        plan("--replicas=1 --recycle-age=1h --recycle-memory=1g --recycle-requests=9".split(" "))
            .service()
            .recycle();
    assertThat(policy).isEqualTo(new RecyclePolicy(Duration.ofHours(1), 1 << 30, 9));
    assertThat(plan("--replicas", "1").service().recycle()).isEqualTo(RecyclePolicy.NEVER);
    assertThatThrownBy(() -> plan("--recycle-requests", "9"))
        .hasMessageContaining("--recycle-requests is for replicas");
    assertThatThrownBy(() -> plan("--replicas=1 --recycle-age=1 --recycle-memory=0".split(" ")))
        .hasMessageContaining("--recycle-age: a duration is a number and a unit")
        .hasMessageContaining("--recycle-memory must be above 0, was 0");
  }

  @Test
  void theHangCheckHasATimeOrIsSwitchedOff() {
    assertThat(plan("--replicas", "1").service().hang()).isEqualTo(HangPolicy.DEFAULT);
    assertThat(plan("--replicas", "1", "--no-hang-check").service().hang().check()).isFalse();
    assertThatThrownBy(() -> plan("--replicas", "1", "--no-hang-check", "--hang-after", "1s"))
        .hasMessageContaining("leave one out");
    assertThatThrownBy(() -> plan("--replicas", "1", "--hang-after", "10ms"))
        .hasMessageContaining("--hang-after must be at least 500ms, was 10ms");
    assertThatThrownBy(() -> plan("--no-hang-check"))
        .hasMessageContaining("--no-hang-check is for replicas");
    assertThat(plan("--health", "7718", "--hang-after", "30s").service().hang().after())
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aMainMethodGetsItsArgumentsAndAVerticleRefusesThem() {
    RunPlan plan =
        plan("--main", App.class.getName(), "--replicas", "1", "--ready-on", "main", "--", "-x");
    assertThat(plan.service().application().args()).containsExactly("-x");
    assertThat(plan.service().ready().mainReturns()).isTrue();
    assertThatThrownBy(() -> plan("--", "-x")).hasMessageContaining("arguments after --");
  }

  @Test
  void wrongOptionsAreToldBeforeAnythingStartsWhereverTheyComeFrom() {
    env.put("VERTX_OPTIONS_WROKERS", "1");
    system.put("vertx.options.wrokers", "1");
    assertThatThrownBy(
            () ->
                plan(
                    "--replicas",
                    "1",
                    "--env",
                    "VERTX_DEPLOYMENT_OPTIONS_INSTANSES=1",
                    "--jvm-arg",
                    "-Dvertx.deployment.options.instanses=1",
                    "-w",
                    "-vt"))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(5));
  }

  @Test
  void virtualThreadsAreJudgedByTheJavaOfTheReplicas(@TempDir Path home) throws Exception {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Path release = home.resolve("release");
    Files.writeString(release, "JAVA_VERSION=\"21.0.2\"\n");
    String given = home.toString();
    assertThat(plan("-vt", "--replicas", "1", "--java", given).service().java()).isEqualTo(java);
    Files.writeString(release, "JAVA_VERSION=\"17.0.2\"\n");
    assertThatThrownBy(() -> plan("-vt", "--replicas", "1", "--java", java.toString()))
        .hasMessageContaining("this is Java 17");
  }

  @Test
  void propertiesOfVertxAndOfLoggingReachTheReplicas() {
    system.put("vertx.options.workerPoolSize", "3");
    system.put("user.name", "x");
    LogFormat.install(system, RunPlannerTest.class.getClassLoader());
    assertThat(plan("--replicas", "1").service().jvmArgs())
        .containsExactly(
            "-D" + LogFormat.PROPERTY + "=" + LogFormat.ONE_LINE,
            "-Dvertx.options.workerPoolSize=3");
    assertThat(
            plan("--replicas", "1", "--jvm-arg", "-Djava.util.logging.config.file=l")
                .service()
                .jvmArgs())
        .containsExactly("-Dvertx.options.workerPoolSize=3", "-Djava.util.logging.config.file=l");
  }
}
