package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover run drover.yaml}. */
class ConfigFileIT {
  @TempDir Path directory;

  private String write(String text) throws IOException {
    Path app = Files.createDirectories(directory.resolve("app"));
    Files.copy(Path.of(DroverCommand.app("ProbeServer")), app.resolve("ProbeServer.java"));
    return Files.writeString(app.resolve("drover.yaml"), text).toString();
  }

  @Test
  void servicesRunInTheOrderOfTheirDependenciesWithTheirOwnSettings() throws Exception {
    int port = DroverCommand.freePort();
    String file =
        write(
            """
            services:
              web:
                verticle: ProbeServer.java
                replicas: 1
                instances: 1
                config:
                  port: ${PORT}
                env: {PROBE_ENV: "${SAID:-default}"}
                jvm: [-Dprobe.property=from file]
                dependsOn: [ticks]
              ticks:
                verticle: "sh:echo tick in $PWD; exec sleep 1000"
            profiles:
              busy: {services: {web: {replicas: 2}}}
            """);
    try (DroverProcess drover =
        new DroverCommand(directory).env("PORT", "" + port).run(file, "--profile", "busy")) {
      drover.out().await("ticks#1 | tick in " + Path.of(file).toRealPath().getParent());
      drover.awaitUp();

      assertThat(drover.replicas()).hasSize(3);
      assertThat(drover.out().text())
          .contains("app is up")
          .containsPattern("  web +replicas 2, pids \\d+, \\d+, at 127.0.0.1:" + port)
          .containsPattern("  ticks +replica 1, pid \\d+");
      assertThat(HttpConnection.get(port, "/env?of=PROBE_ENV")).isEqualTo("default");
      assertThat(HttpConnection.get(port, "/property?of=probe.property")).isEqualTo("from file");
      assertThat(HttpConnection.get(port, "/options")).contains("\"instances\":1");
    }
  }

  @Test
  void anOnlyServiceMayRunInTheLaunchersOwnJvm() throws Exception {
    int port = DroverCommand.freePort();
    String file =
        write(
            "services: {web: {verticle: ProbeServer.java, replicas: 0, config: {port: %d}}}"
                .formatted(port));
    try (DroverProcess drover = new DroverCommand(directory).run(file)) {
      drover.awaitUp();

      assertThat(drover.replicas()).isEmpty();
      assertThat(HttpConnection.get(port, "/pid")).isEqualTo("" + drover.pid());
      assertThat(drover.out().text()).contains("web is up, in this JVM");
    }
  }

  @Test
  void aSourceThatDoesNotCompileStartsNothing() throws Exception {
    String file = write("services: {bad: {verticle: Bad.java}, web: {verticle: ProbeServer.java}}");
    Files.writeString(Path.of(file).resolveSibling("Bad.java"), "class Bad { int x = ; }");
    try (DroverProcess drover = new DroverCommand(directory).run(file)) {
      assertThat(drover.awaitExit()).isEqualTo(ExitCode.FAILED.value());
      assertThat(drover.err().text())
          .contains("Bad.java:1: error: illegal start of expression")
          .contains("drover: nothing is started");
    }
  }
}
