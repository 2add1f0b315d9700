package dev.drover.process;

import io.vertx.core.Vertx;
import java.util.List;

/** A JVM without the right to change its user: prints how the options for it fail. */
public final class UnprivilegedMain {
  private UnprivilegedMain() {}

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
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
