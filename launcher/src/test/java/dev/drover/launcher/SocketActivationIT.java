package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A service manager holds the listening socket, and starts the launcher with it again and again.
 */
class SocketActivationIT {
  /** USR1: stop it and start the next; USR2: kill it and start the next; TERM: stop it. */
  private static final String MANAGER =
      """
      import os, signal, socket, sys
      held = socket.socket()
      held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      held.bind(('127.0.0.1', int(sys.argv[1])))
      if sys.argv[2] == 'listen':
          held.listen(4096)
      wanted = {signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM}
      signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
      def start():
          pid = os.fork()
          if pid:
              return pid
          signal.pthread_sigmask(signal.SIG_UNBLOCK, wanted)
          os.dup2(held.fileno(), 3)
          os.set_inheritable(3, True)
          os.environ.update(LISTEN_FDS='1', LISTEN_FDNAMES='web', LISTEN_PID=str(os.getpid()))
          os.execvp(sys.argv[3], sys.argv[3:])
      child = start()
      while True:
          got = signal.sigwait(wanted)
          os.kill(child, signal.SIGKILL if got == signal.SIGUSR2 else signal.SIGTERM)
          status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
          if got == signal.SIGTERM:
              sys.exit(status)
          child = start()
      """;

  private static final int CLIENTS = 8;
  private static final int RESTARTS = Integer.getInteger("drover.test.restarts", 1);

  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  private DroverProcess start(String kind, int appPort, String... flags) throws Exception {
    Path manager = Files.writeString(directory.resolve("manager.py"), MANAGER);
    List<String> args = new ArrayList<>(List.of(DroverCommand.app("ProbeServer")));
    args.addAll(List.of("--conf", DroverCommand.conf(appPort)));
    args.addAll(List.of(flags));
    return new DroverCommand(directory)
        .through("python3", manager.toString(), "" + port, kind)
        .run(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"2, USR1", "2, USR2", "0, USR1"})
  void noRestartRefusesAConnection(int replicas, String signal) throws Exception {
    String[] flags = replicas == 0 ? new String[0] : new String[] {"--replicas", "" + replicas};
    try (DroverProcess drover = start("listen", port, flags)) {
      drover.awaitUp();
      try (Load load = new Load(CLIENTS, port)) {
        for (int restart = 1; restart <= RESTARTS; restart++) {
          load.awaitAnswers(200);
          drover.signal(signal);
          drover.out().await(" to stop ", restart + 1);
          load.awaitAnswers(200);
        }
        load.stop();
        assertThat(load.refused()).as("refused").isZero();
        // A killed supervisor takes with it what it was just handing from one replica to another.
        int most = signal.equals("USR2") ? CLIENTS * RESTARTS : 0;
        assertThat(load.cut()).as("cut").hasSizeLessThanOrEqualTo(most);
      }
    }
  }

  @Test
  void everyReplicaServesTheOneSocket() throws Exception {
    try (DroverProcess drover = start("listen", port, "--replicas", "2")) {
      drover.awaitUp();
      assertThat(Spread.of(60, port, "/pid")).hasSize(2);
      assertThat(HttpConnection.get(port, "/env?of=LISTEN_FDS")).isEqualTo("null");
      assertThat(drover.err().all()).isEmpty();
    }
  }

  @Test
  void aSocketThatNobodyUsesIsNamed() throws Exception {
    try (DroverProcess drover = start("listen", DroverCommand.freePort(), "--replicas", "1")) {
      drover.err().await("nobody listens on the service manager's socket web (127.0.0.1:" + port);
    }
  }

  @Test
  void aSocketThatDoesNotListenIsRefused() throws Exception {
    try (DroverProcess drover = start("bound", port, "--replicas", "1")) {
      drover.err().await("descriptor 3 (web) cannot be adopted: it is no listening TCP socket");
    }
  }
}
