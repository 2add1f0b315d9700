package hello;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** What is in the image: answers with the name of its pod or container. */
public class HelloVerticle extends VerticleBase {
  private static final String HOST = System.getenv().getOrDefault("HOSTNAME", "somewhere");

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end("Hello from " + HOST + "\n"))
        .listen(config().getInteger("port", 8080));
  }
}
