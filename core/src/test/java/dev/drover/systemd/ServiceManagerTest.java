package dev.drover.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceManagerTest {
  private static final long PID = ProcessHandle.current().pid();

  private @TempDir Path directory;

  private String path() {
    return directory.resolve("notify.sock").toString();
  }

  private static ServiceManager connect(String address) {
    return ServiceManager.of(Map.of("NOTIFY_SOCKET", address), PID).orElseThrow();
  }

  @Test
  void everyStateIsOneDatagramInOrder() throws Exception {
    try (NotifySocket manager = new NotifySocket(path());
        ServiceManager service = connect(path())) {
      service.ready("web: 2 of 2 replicas ready");
      service.status("two\nlines");
      service.alive();
      service.stopping("draining");
      assertThat(manager.next())
          .isEqualTo("READY=1\nMAINPID=" + PID + "\nSTATUS=web: 2 of 2 replicas ready");
      assertThat(manager.next()).isEqualTo("STATUS=two lines");
      assertThat(manager.next()).isEqualTo("WATCHDOG=1");
      assertThat(manager.next()).isEqualTo("STOPPING=1\nSTATUS=draining");
    }
  }

  @Test
  void anAbstractAddressIsReachedToo() throws Exception {
    String name = "drover-test-" + PID + "-" + System.nanoTime();
    try (NotifySocket manager = new NotifySocket('\0' + name);
        ServiceManager service = connect("@" + name)) {
      service.alive();
      assertThat(manager.next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void aReloadCarriesTheTimeOfTheSystemsMonotonicClock() throws Exception {
    try (NotifySocket manager = new NotifySocket(path());
        ServiceManager service = connect(path())) {
      long before = monotonicMicros();
      service.reloading("reloading web");
      String[] lines = manager.next().split("\n");
      assertThat(lines[0]).isEqualTo("RELOADING=1");
      assertThat(Long.parseLong(lines[1].replace("MONOTONIC_USEC=", "")))
          .isBetween(before, monotonicMicros());
      assertThat(lines[2]).isEqualTo("STATUS=reloading web");
    }
  }

  /** As another program of this system reads it. */
  private static long monotonicMicros() throws Exception {
    Process python =
        new ProcessBuilder("python3", "-c", "import time; print(time.monotonic_ns() // 1000)")
            .start();
    try (var reader = python.inputReader()) {
      return Long.parseLong(reader.readLine());
    }
  }

  @Test
  void whatIsSaidBeforeTheCloseArrives() throws Exception {
    try (NotifySocket manager = new NotifySocket(path())) {
      for (int i = 0; i < 20; i++) {
        ServiceManager service = connect(path());
        service.stopping("" + i);
        service.close();
        assertThat(manager.next()).isEqualTo("STOPPING=1\nSTATUS=" + i);
      }
    }
  }

  @Test
  void aManagerWhoHasGoneIsNoFailureOfTheService() {
    NotifySocket manager = new NotifySocket(path());
    try (ServiceManager service = connect(path())) {
      manager.close();
      service.alive();
      service.alive();
    }
  }

  @Test
  void withoutASocketNobodyIsTold() {
    assertThat(ServiceManager.of(Map.of(), PID)).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", ""), PID)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "relative.sock, must be a path or an abstract address",
    "vsock:2:1,     must be a path or an abstract address",
    "/nowhere/sock, nobody listens at NOTIFY_SOCKET=/nowhere/sock",
  })
  void aSocketThatCannotBeReachedIsAClearError(String address, String problem) {
    assertThatThrownBy(() -> connect(address))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource({"30000000, , 15000", "1000000, OWN, 500", "1000000, 1, -1", ", , -1"})
  void theWatchdogIsFedAtHalfItsLimitIfItIsThisProcesss(
      String limit, String whose, long expectedMillis) {
    Map<String, String> env = new HashMap<>();
    env.put("WATCHDOG_USEC", limit == null ? "" : limit);
    env.put("WATCHDOG_PID", whose == null ? "" : whose.replace("OWN", "" + PID));
    env.put("NOTIFY_SOCKET", path());
    try (NotifySocket manager = new NotifySocket(path());
        ServiceManager service = ServiceManager.of(env, PID).orElseThrow()) {
      assertThat(manager).isNotNull();
      assertThat(service.watchdogInterval().map(Duration::toMillis).orElse(-1L))
          .isEqualTo(expectedMillis);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "0"})
  void aLimitThatIsNoNumberIsAClearError(String limit) {
    Map<String, String> env = Map.of("NOTIFY_SOCKET", path(), "WATCHDOG_USEC", limit);
    assertThatThrownBy(() -> ServiceManager.of(env, PID))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'" + limit + "'");
  }
}
