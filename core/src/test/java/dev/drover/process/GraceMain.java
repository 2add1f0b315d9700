package dev.drover.process;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * A JVM whose children may outlive it for a while, for a test to kill: prints the pid of each once
 * it has written a line.
 */
public final class GraceMain {
  private GraceMain() {}

  /**
   * @param args the grace in seconds, then a script for a shell for each child
   */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    SpawnOptions options =
        SpawnOptions.builder().orphanGrace(Duration.ofSeconds(Long.parseLong(args[0]))).build();
    for (String script : List.of(args).subList(1, args.length)) {
      ChildProcess child = ChildProcess.spawn(vertx, "sh", List.of("-c", script), options).await();
      Promise<String> line = Promise.promise();
      child.stdout().lines().handler(line::tryComplete);
      line.future().await();
      System.out.println(child.pid());
    }
    Thread.currentThread().join();
  }
}
