package dev.drover.bridge;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.config.RestartPolicy;
import io.vertx.core.Vertx;
import java.io.IOException;

/**
 * A member in a JVM of its own, with a child that writes so many bytes; until the end of its stdin.
 */
final class FloodMember {
  private FloodMember() {}

  public static void main(String[] args) throws IOException {
    Vertx vertx =
        Vertx.builder()
            .withClusterManager(DroverClusterManager.standalone(args[0]))
            .buildClustered()
            .await();
    ProcessSpec flood =
        ProcessSpec.shell("flood", "exec head -c " + args[1] + " /dev/zero")
            .stdout(OutputSpec.byCredit(StreamMode.CHUNKS))
            .restart(RestartPolicy.NEVER)
            .build();
    vertx.deployVerticle(new ProcessVerticle(flood)).await();
    while (System.in.read() >= 0) {
      // Whoever started this says no more than that it is over.
    }
    vertx.close().await();
  }
}
