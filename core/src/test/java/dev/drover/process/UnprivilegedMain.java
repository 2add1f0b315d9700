package dev.drover.process;

import io.vertx.core.Vertx;
import java.util.List;

/**
 * A JVM without the right to change its user prints how the options for it fail; one with groups,
 * those of a child that runs as another user.
 */
public final class UnprivilegedMain {
  private UnprivilegedMain() {}

  /**
   * @param args {@code groups} for the latter
   */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    if (args.length > 0) {
      ExecOptions nobody = ExecOptions.of(SpawnOptions.builder().uid(65534).build());
      for (ExecOptions options : List.of(ExecOptions.DEFAULTS, nobody)) {
        System.out.print(ChildProcess.exec(vertx, "id -G", options).await().stdout());
      }
      System.exit(0);
    }
    print(vertx, SpawnOptions.builder().uid(65534).gid(65534).build());
    print(vertx, SpawnOptions.builder().gid(65534).build());
    System.out.print("still " + ChildProcess.exec(vertx, "id -u").await().stdout());
    System.exit(0);
  }

  private static void print(Vertx vertx, SpawnOptions options) {
    try {
      ChildProcess.spawn(vertx, "true", List.of(), options).await();
    } catch (Exception e) {
      String told = e instanceof SpawnException spawn ? spawn.reason() + " " + spawn.code() : "";
      System.out.println(told + " " + e.getMessage());
    }
  }
}
