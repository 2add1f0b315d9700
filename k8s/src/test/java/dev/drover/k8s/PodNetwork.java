package dev.drover.k8s;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with pods: each has namespaces of its own, where they are permitted. */
abstract class PodNetwork {
  @TempDir Path scratch;
  Namespaces network;

  @BeforeEach
  void makeNetwork() {
    network = Namespaces.make();
    assumeTrue(network != null, "network namespaces are not permitted here");
  }

  @AfterEach
  void removeNetwork() {
    if (network != null) {
      network.close();
    }
  }
}
