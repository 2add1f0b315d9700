package dev.drover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real JVMs that start in parallel form one cluster; the test is their supervisor. The system
 * property {@code drover.test.joinRounds} says how often (default 3).
 */
@Timeout(3600)
class ClusterFormationTest {

  private static final int MEMBERS = 4;
  private static final int ROUNDS = Integer.getInteger("drover.test.joinRounds", 3);

  /** Within it, members are starting, joining, or in, depending on how busy the machine is. */
  private static final int START_MILLIS = 3_000;

  @TempDir Path directory;

  @Test
  void membersStartedTogetherFormOneClusterEvenIfTheFounderIsKilled() throws Exception {
    ClusterPorts ports = new ClusterPorts();
    Random random = new Random();
    for (int round = 1; round <= ROUNDS; round++) {
      int killAfter = round % 2 == 0 ? random.nextInt(START_MILLIS) : -1;
      try (JoiningMembers members = start(ports, round)) {
        if (killAfter >= 0) {
          members.killFounderAfter(killAfter);
        }
        assertThat(members.awaitOneCluster())
            .as("round %d, founder killed after %d ms (-1: not)", round, killAfter)
            .isEmpty();
        System.out.printf(
            "round %d: one cluster after %d ms, founder killed after %d ms%n",
            round, members.elapsedMillis(), killAfter);
      }
    }
  }

  @Test
  void membersComeAndGoWithoutAWordOnStderr() throws Exception {
    Path stderr = directory.resolve("stderr-0");
    try (JoiningMembers members = start(new ClusterPorts(), 0)) {
      assertThat(members.awaitOneCluster()).isEmpty();
      assertThat(Files.readString(stderr)).as("after joining").isEmpty();

      members.killFounderAfter(0);
      assertThat(members.awaitOneCluster()).isEmpty();
      assertThat(Files.readString(stderr)).as("after one was killed").isEmpty();

      assertThat(members.leaveTogether()).as("exit codes").containsOnly(0);
      assertThat(Files.readString(stderr)).as("after all left at the same time").isEmpty();
    }
  }

  private JoiningMembers start(ClusterPorts ports, int round) {
    return new JoiningMembers(MEMBERS, ports, directory.resolve("stderr-" + round));
  }
}
