package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * A supervisor in a JVM of its own: prints the pids of its replicas when they are ready. A line on
 * its stdin is an exception that nobody handles.
 */
final class SupervisorJvm {
  static final int FAILED = 7;

  private SupervisorJvm() {}

  public static void main(String[] args) throws ClassNotFoundException, IOException {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> System.exit(FAILED));
    Class<? extends Deployable> verticle = Class.forName(args[1]).asSubclass(Deployable.class);
    ServiceConfig config = Running.verticle(verticle, Integer.parseInt(args[0]));
    Supervisor supervisor = Supervisor.create(Vertx.vertx(), config);
    supervisor
        .start()
        .onSuccess(
            started ->
                System.out.println(
                    supervisor.status().slots().stream()
                        .map(slot -> String.valueOf(slot.pid()))
                        .collect(Collectors.joining(" "))));
    if (System.in.read() >= 0) {
      throw new IllegalStateException("the embedding program has a bug");
    }
  }
}
