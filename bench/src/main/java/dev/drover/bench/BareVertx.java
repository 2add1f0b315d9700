package dev.drover.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.transport.Transport;

/**
 * {@link Plaintext} as one deploys it without Drover, with as many event loops as instances.
 *
 * <p>Arguments: port, number of instances, {@code nio} (Vert.x's default) or {@code epoll}.
 */
public final class BareVertx {

  private BareVertx() {}

  public static void main(String[] args) {
    int instances = Integer.parseInt(args[1]);
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(instances))
            .withTransport(args[2].equals("epoll") ? Transport.EPOLL : Transport.NIO)
            .build();
    DeploymentOptions options =
        new DeploymentOptions()
            .setInstances(instances)
            .setConfig(new JsonObject().put("port", Integer.parseInt(args[0])));
    vertx
        .deployVerticle(Plaintext.class, options)
        .onFailure(
            failure -> {
              failure.printStackTrace();
              System.exit(1);
            });
  }
}
