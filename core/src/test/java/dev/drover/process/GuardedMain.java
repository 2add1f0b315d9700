package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;

/** A JVM with children, for a test to kill: prints their pids, the detached one last. */
public final class GuardedMain {
  private GuardedMain() {}

  /**
   * @param args whether Vert.x has epoll loops
   */
  public static void main(String[] args) throws Exception {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(Boolean.parseBoolean(args[0])));
    SpawnOptions quiet = SpawnOptions.builder().stdio(Stdio.ignore()).build();
    SpawnOptions deaf = SpawnOptions.DEFAULTS;
    SpawnOptions parents = quiet.toBuilder().processGroup(ProcessGroup.PARENT).build();
    SpawnOptions detached = quiet.toBuilder().detached(true).build();
    String ignoring = "trap '' TERM HUP; sleep 60 & while :; do sleep 1; done";
    List<Future<ChildProcess>> children =
        List.of(
            ChildProcess.spawn(vertx, "sleep", List.of("60"), quiet),
            ChildProcess.spawn(vertx, "sh", List.of("-c", ignoring), deaf),
            ChildProcess.spawn(vertx, "sleep", List.of("60"), parents),
            ChildProcess.spawn(vertx, "true"),
            ChildProcess.spawn(vertx, "sleep", List.of("60"), detached));
    for (Future<ChildProcess> child : children) {
      System.out.println(child.await().pid());
    }
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
