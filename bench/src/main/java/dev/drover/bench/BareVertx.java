package dev.drover.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Plaintext} as one deploys it without Drover, with as many event loops as instances.
 *
 * <p>Arguments: port; {@code nio} (Vert.x's default) or {@code epoll}; number of instances; number
 * of JVMs, 1 if absent, which share the port by SO_REUSEPORT and end with the first of them.
 */
public final class BareVertx {

  private BareVertx() {}

  public static void main(String[] args) throws IOException {
    int jvms = args.length > 3 ? Integer.parseInt(args[3]) : 1;
    for (int other = 1; other < jvms; other++) {
      startAnother(args);
    }
    deploy(args, jvms > 1 || args.length > 4);
  }

  private static void startAnother(String[] args) throws IOException {
    ProcessHandle.Info own = ProcessHandle.current().info();
    List<String> command = new ArrayList<>(List.of(own.command().orElseThrow()));
    for (String argument : own.arguments().orElseThrow()) {
      command.add(argument);
    }
    command.set(command.size() - 1, "1");
    command.add("another");
    Process another = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(another::destroy));
  }

  private static void deploy(String[] args, boolean shared) {
    int instances = Integer.parseInt(args[2]);
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(instances))
            .withTransport(args[1].equals("epoll") ? Transport.EPOLL : Transport.NIO)
            .build();
    JsonObject config =
        new JsonObject().put("port", Integer.parseInt(args[0])).put("reusePort", shared);
    vertx
        .deployVerticle(
            Plaintext.class, new DeploymentOptions().setInstances(instances).setConfig(config))
        .onFailure(
            failure -> {
              failure.printStackTrace();
              System.exit(1);
            });
  }
}
