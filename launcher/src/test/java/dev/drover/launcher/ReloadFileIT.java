package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover reload} of a run whose configuration file has changed. */
class ReloadFileIT {
  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  private Path file;

  @Test
  void theFileIsReadAgainAndOneThatIsWrongTouchesNothing() throws Exception {
    file = Files.createDirectory(directory.resolve("app")).resolve("drover.yaml");
    write("1", "one", "");
    try (DroverProcess drover =
        new DroverCommand(directory)
            .env("SAID", "from outside")
            .run(file.toString(), "--profile", "prod")) {
      drover.awaitUp();
      assertThat(HttpConnection.get(port, "/property?of=probe.property")).isEqualTo("one");

      write("2", "two", "  extra: {verticle: com.acme.Extra}\n");
      DroverAnswer reload = reload();
      assertThat(reload.exitCode()).as(reload.err()).isZero();
      assertThat(reload.out())
          .contains(
              file.toRealPath() + ": services.extra is new, and a reload starts none; drover stop",
              "web gets 2 replicas instead of 1")
          .endsWith("reloaded");
      assertThat(HttpConnection.get(port, "/property?of=probe.property")).isEqualTo("two");
      assertThat(HttpConnection.get(port, "/env?of=PROBE_ENV")).isEqualTo("from outside, two");
      List<Long> two = drover.replicas();
      assertThat(two).hasSize(2);

      write("2", "three", "  a: {verticle: x, replica: 1}\n  b: {verticel: x}\n");
      DroverAnswer wrong = reload();
      assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.value());
      assertThat(wrong.err())
          .contains(file.toRealPath() + ":8:", "replica", file.toRealPath() + ":9:", "verticel")
          .contains("nothing is reloaded");
      Files.writeString(
          file,
          """
          services: {other: {verticle: com.acme.Other}}
          profiles: {prod: {services: {other: {replicas: 2}}}}
          """);
      assertThat(reload().err()).contains("has none of the services that run (web) any more");

      assertThat(drover.replicas()).isEqualTo(two);
      assertThat(HttpConnection.get(port, "/property?of=probe.property")).isEqualTo("two");
    }
  }

  private void write(String replicas, String said, String more) throws IOException {
    Files.writeString(
        file,
        """
        name: acme
        services:
          web:
            verticle: %s
            config: {port: %d}
            jvm: ["-Dprobe.property=%s"]
            env: {PROBE_ENV: "${SAID}, %s"}
        %sprofiles:
          prod: {services: {web: {replicas: %s}}}
        """
            .formatted(DroverCommand.app("ProbeServer"), port, said, said, more, replicas));
  }

  private DroverAnswer reload() {
    return new DroverCommand(directory).ask("reload", "--probation=100ms");
  }
}
