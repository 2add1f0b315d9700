package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServiceConfigTest {

  @Test
  void whatWasGivenIsNotChangedFromOutside() {
    List<String> args = new ArrayList<>(List.of("one"));
    List<String> flags = new ArrayList<>(List.of("-Xmx64m"));
    Map<String, String> env = new HashMap<>(Map.of("STAGE", "test"));
    ServiceConfig config = service(args).withJvmArgs(flags).withEnv(env);
    args.add("two");
    flags.clear();
    env.put("STAGE", "changed");
    assertThat(config.application().args()).containsExactly("one");
    assertThat(config.jvmArgs()).containsExactly("-Xmx64m");
    assertThat(config.env()).containsExactly(Map.entry("STAGE", "test"));
  }

  @Test
  void everySettingIsKeptByTheNextAndLeavesTheOneBeforeAsItWas() {
    ServiceConfig plain = service(List.of());
    RestartPolicy restart = new RestartPolicy(3, Duration.ofSeconds(7));
    StopPolicy stop = new StopPolicy(Duration.ofSeconds(1), Duration.ofSeconds(2));
    ReadyPolicy ready = new ReadyPolicy(Duration.ofSeconds(9), true);
    HangPolicy hang = HangPolicy.DEFAULT.withAfter(Duration.ofSeconds(4));
    RecyclePolicy recycle = new RecyclePolicy(Duration.ofHours(1), 1, 2);
    ServiceConfig config =
        plain
            .withClassPath(List.of(Path.of("/app.jar")))
            .withJvmArgs(List.of("-Xmx64m"))
            .withEnv(Map.of("STAGE", "test"))
            .withDirectory(Path.of("/srv"))
            .withJava(Path.of("/opt/java/bin/java"))
            .withName("shop-web")
            .withClusterName("shop")
            .withDependsOn(List.of("store"))
            .withRestart(restart)
            .withStop(stop)
            .withReady(ready)
            .withHang(hang)
            .withRecycle(recycle);
    assertThat(config)
        .isEqualTo(
            new ServiceConfig(
                "shop-web",
                plain.application(),
                2,
                List.of(Path.of("/app.jar")),
                List.of("-Xmx64m"),
                Map.of("STAGE", "test"),
                Path.of("/srv"),
                Path.of("/opt/java/bin/java"),
                "shop",
                List.of("store"),
                restart,
                stop,
                ready,
                hang,
                recycle));
    assertThat(plain).isEqualTo(service(List.of()));
  }

  @Test
  void aWrongNameOrNumberIsRefused() {
    ApplicationSpec application = service(List.of()).application();
    assertThatThrownBy(() -> ServiceConfig.of("a b", application, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("was 'a b'");
    assertThatThrownBy(() -> ServiceConfig.of("web", application, 0))
        .hasMessage("services.web.replicas must be >= 1, was 0");
  }

  private static ServiceConfig service(List<String> args) {
    ApplicationSpec application =
        new ApplicationSpec(
            ApplicationSpec.Entry.MAIN, "com.acme.Main", args, VertxSettings.NONE, 1);
    return ServiceConfig.of("web", application, 2);
  }
}
