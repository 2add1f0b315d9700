package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A JVM of its own, without a supervisor. */
@Timeout(60)
class LocalSocketsTest {
  private static final String LOCAL = "127.0.0.1";

  @Test
  void aDrainFinishesWhatIsInFlightAndClosesIdleConnections() throws Exception {
    try (Replicas.Replica application = new Replicas.Replica(List.of(), List.of())) {
      int port = application.listen(LOCAL, 0);
      Http idle = new Http(LOCAL, port);
      assertThat(idle.get("/")).isEqualTo(application.pid());
      Http busy = new Http(LOCAL, port);
      busy.send("/?ms=1000");
      Http witness = new Http(LOCAL, port);
      assertThat(witness.get("/")).isEqualTo(application.pid());
      application.say("drain");
      assertThat(busy.receive()).isEqualTo(application.pid());
      assertThat(busy.closing).isTrue();
      assertThat(idle.isClosedByPeer()).isTrue();
      assertThat(application.next()).isEqualTo("drained 0");
      idle.close();
      busy.close();
      witness.close();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void connectionsThatNobodyHasAcceptedYetAreServedAndNotReset() throws Exception {
    try (Replicas.Replica application = new Replicas.Replica(List.of(), List.of())) {
      int port = application.listen(LOCAL, 0);
      application.stop();
      List<Http> queued = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Http connection = new Http(LOCAL, port);
        connection.send("/");
        queued.add(connection);
      }
      TcpTable.awaitConnections(queued.size(), port);
      application.say("drain");
      application.signal("CONT");
      for (Http connection : queued) {
        assertThat(connection.receive()).isEqualTo(application.pid());
        connection.close();
      }
      assertThat(application.next()).isEqualTo("drained 0");
    }
  }

  @Test
  void aLameDuckTakesConnectionsAndSendsTheirClientsElsewhere() throws Exception {
    try (Replicas.Replica application = new Replicas.Replica(List.of(), List.of())) {
      int port = application.listen(LOCAL, 0);
      Http kept = new Http(LOCAL, port);
      assertThat(kept.get("/")).isEqualTo(application.pid());
      assertThat(kept.closing).isFalse();
      Http idle = new Http(LOCAL, port);
      application.say("lameDuck");
      askUntilToldToLeave(application, kept);
      Http late = new Http(LOCAL, port);
      askUntilToldToLeave(application, late);
      assertThat(application.next()).isEqualTo("lame duck over");
      assertThat(idle.get("/")).isEqualTo(application.pid());
      for (Http connection : List.of(kept, late, idle)) {
        connection.close();
      }
      assertThat(application.ask("drain")).isEqualTo("drained 0");
    }
  }

  private static void askUntilToldToLeave(Replicas.Replica application, Http connection)
      throws IOException {
    while (!connection.closing) {
      assertThat(connection.get("/")).isEqualTo(application.pid());
    }
    assertThat(connection.isClosedByPeer()).isTrue();
  }

  @Test
  void aLameDuckThatListensNowhereHasNothingToWaitFor() {
    try (Replicas.Replica application = new Replicas.Replica(List.of(), List.of())) {
      assertThat(application.ask("lameDuck")).isEqualTo("lame duck over");
    }
  }

  @Test
  void anIdleApplicationDrainsAtOnce() {
    try (Replicas.Replica application = new Replicas.Replica(List.of(), List.of())) {
      application.listen(LOCAL, 0);
      assertThat(application.ask("drain")).isEqualTo("drained 0");
    }
  }

  @Test
  void aTakenPortIsABindExceptionThatNamesItsHolder() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOCAL));
        Replicas.Replica application = new Replicas.Replica(List.of(), List.of())) {
      assertThat(application.ask("http " + LOCAL + " " + taken.getLocalPort()))
          .isEqualTo(
              "http failed java.net.BindException: Address already in use: %s:%d, held by pid %d (java)"
                  .formatted(LOCAL, taken.getLocalPort(), ProcessHandle.current().pid()));
    }
  }

  @Test
  @EnabledIf("canDropPrivileges")
  void aPrivilegedPortIsABindExceptionThatNamesThePrivilege() {
    List<String> unprivileged = List.of("setpriv", "--bounding-set=-net_bind_service");
    try (Replicas.Replica application = new Replicas.Replica(List.of(), unprivileged)) {
      assertThat(application.ask("http " + LOCAL + " 81"))
          .isEqualTo(
              "http failed java.net.BindException: Permission denied: 127.0.0.1:81,"
                  + " ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)");
    }
  }

  /** Root can shed the privilege; anybody else does not have it, but may not shed anything. */
  static boolean canDropPrivileges() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }
}
