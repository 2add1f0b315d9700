package dev.drover.process;

import io.vertx.core.Vertx;
import java.util.List;

/** A JVM that spawns without end, for a test to kill in the midst of it. */
public final class SpawningMain {
  private static final int LIVING = 32;

  private SpawningMain() {}

  /**
   * @param args what its children sleep for, in seconds: they are known by it
   */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    for (int chain = 0; chain < LIVING; chain++) {
      spawn(vertx, args[0]);
    }
  }

  private static void spawn(Vertx vertx, String seconds) {
    ChildProcess.spawn(vertx, "sleep", List.of(seconds), SpawnOptions.DEFAULTS)
        .onSuccess(
            child -> {
              System.out.println(child.pid());
              vertx.setTimer(20, id -> child.kill(Signal.KILL));
              child.closed().onComplete(closed -> spawn(vertx, seconds));
            });
  }
}
