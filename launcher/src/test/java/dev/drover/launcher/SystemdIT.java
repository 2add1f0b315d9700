package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager is told by a launcher that it has started. */
class SystemdIT {
  /** Prints each datagram as a line. */
  private static final String MANAGER =
      """
      import socket, sys
      told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      told.bind(sys.argv[1].replace('@', '\\0'))
      print('bound', flush=True)
      while True:
          print(told.recv(4096).decode().replace('\\n', '|'), flush=True)
      """;

  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  /** A service manager that other tests' processes cannot mistake for theirs. */
  private static final class Manager implements AutoCloseable {
    private final Process process;
    private final OutputLines told;

    Manager(String address) throws IOException {
      process = new ProcessBuilder("python3", "-c", MANAGER, address).start();
      told = new OutputLines("what the manager is told", process.getInputStream());
      told.await("bound");
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  @Test
  void aSupervisorTellsEveryChangeAndFeedsTheWatchdog() throws Exception {
    String address = "@drover-test-" + UUID.randomUUID();
    try (Manager manager = new Manager(address)) {
      try (DroverProcess drover =
          new DroverCommand(directory)
              .env("NOTIFY_SOCKET", address)
              .env("WATCHDOG_USEC", "1000000")
              .run(configuration("one").toString())) {
        drover.awaitUp();
        manager.told.await("READY=1|MAINPID=" + drover.pid() + "|STATUS=web: 1 of 1 replica ready");
        manager.told.await("WATCHDOG=1", 5);
        assertThat(HttpConnection.get(port, "/env?of=NOTIFY_SOCKET")).isEqualTo("null");

        DroverProcess.signal("KILL", "" + drover.replicas().get(0));
        manager.told.await("STATUS=web: 0 of 1 replica ready");
        manager.told.await("STATUS=web: 1 of 1 replica ready", 2);

        assertThat(manager.told.count("READY=1")).isEqualTo(1);
        String before = HttpConnection.get(port, "/pid");
        configuration("two");
        drover.signal("HUP");
        manager.told.await("RELOADING=1|MONOTONIC_USEC=");
        manager.told.await("READY=1", 2);
        assertThat(HttpConnection.get(port, "/pid")).isNotEqualTo(before);
        assertThat(HttpConnection.get(port, "/env?of=PROBE_ENV")).isEqualTo("two");
      }
      manager.told.await("STOPPING=1|STATUS=draining");
    }
  }

  @Test
  void aReplicaThatHangsIsReplacedWhileTheWatchdogIsFed() throws Exception {
    String address = "@drover-test-" + UUID.randomUUID();
    try (Manager manager = new Manager(address);
        DroverProcess drover =
            new DroverCommand(directory)
                .env("NOTIFY_SOCKET", address)
                .env("WATCHDOG_USEC", "400000")
                .run(configuration("one").toString(), "--hang-after", "1s")) {
      drover.awaitUp();
      manager.told.await("READY=1");
      DroverProcess.signal("STOP", "" + drover.replicas().get(0));
      manager.told.await("STATUS=web: 0 of 1 replica ready");
      manager.told.await("STATUS=web: 1 of 1 replica ready", 2);
      long fed = manager.told.count("WATCHDOG=1");
      manager.told.await("WATCHDOG=1", (int) fed + 3);
    }
  }

  private Path configuration(String said) throws IOException {
    return Files.writeString(
        directory.resolve("drover.yaml"),
        "{name: web, services: {web: {verticle: %s, replicas: 1, config: %s, env: {PROBE_ENV: %s}}}}"
            .formatted(DroverCommand.app("ProbeServer"), DroverCommand.conf(port), said));
  }

  @Test
  void soDoesALauncherWithoutReplicas() throws Exception {
    String path = directory.resolve("notify.sock").toString();
    try (Manager manager = new Manager(path)) {
      try (DroverProcess drover =
          new DroverCommand(directory)
              .env("NOTIFY_SOCKET", path)
              .env("WATCHDOG_USEC", "1000000")
              .run(
                  DroverCommand.app("ProbeServer"),
                  "--name",
                  "web",
                  "--conf",
                  DroverCommand.conf(port))) {
        drover.awaitUp();
        manager.told.await("READY=1|MAINPID=" + drover.pid() + "|STATUS=web is up, in one JVM");
        manager.told.await("WATCHDOG=1", 3);
      }
      manager.told.await("STOPPING=1|STATUS=draining");
    }
  }

  @Test
  void aManagerWhoIsNotThereIsAClearError() {
    try (DroverProcess drover =
        new DroverCommand(directory)
            .env("NOTIFY_SOCKET", "/nowhere/notify.sock")
            .run(DroverCommand.app("ProbeServer"), "--conf", DroverCommand.conf(port))) {
      assertThat(drover.awaitExit()).isEqualTo(2);
      assertThat(drover.err().text())
          .contains("nobody listens at NOTIFY_SOCKET=/nowhere/notify.sock");
    }
  }
}
