package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedRunTest {

  @Test
  void replicasUseTheQuickCompilerOnlyUnlessTheUserSaysOtherwise() {
    ApplicationSpec application =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE, "a.Server", List.of(), VertxSettings.NONE, 1);
    ServiceConfig service =
        ServiceConfig.of("web", application, 1)
            .withJvmArgs(List.of("-Xmx1g", "-XX:TieredStopAtLevel=4"));

    // Of flags that contradict each other Java takes the last.
    assertThat(WatchedRun.quickToStart(service).jvmArgs())
        .containsExactly("-XX:TieredStopAtLevel=1", "-Xmx1g", "-XX:TieredStopAtLevel=4");
  }
}
