package dev.drover.socket;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests with two replicas in this JVM on the ports of one supervisor. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
abstract class TwoReplicas {
  static final String LOCAL = "127.0.0.1";

  final Replicas replicas = new Replicas(2);
  final LinkedReplica first = replicas.link(1);
  final LinkedReplica second = replicas.link(2);

  @AfterEach
  void close() throws IOException {
    replicas.close();
  }
}
