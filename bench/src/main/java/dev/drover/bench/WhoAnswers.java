package dev.drover.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Answers the pid of its JVM, on the {@code port} of the configuration, loopback only. */
public final class WhoAnswers extends VerticleBase {
  private static final String PID = "" + ProcessHandle.current().pid();

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end(PID))
        .listen(config().getInteger("port"), "127.0.0.1");
  }
}
