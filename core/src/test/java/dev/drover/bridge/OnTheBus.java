package dev.drover.bridge;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Tests with a Vert.x of their own, whose close ends every child of the test. */
@Timeout(120)
abstract class OnTheBus {
  private static final int DEADLINE_SECONDS = 30;

  /** Its lines are for its own test, not for whoever reads the build. */
  static final Logger AUDIT = Logger.getLogger("dev.drover.bridge.audit");

  Vertx vertx;

  @BeforeAll
  static void quiet() {
    AUDIT.setUseParentHandlers(false);
  }

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  }

  @AfterEach
  void closeVertx() throws Exception {
    await(vertx.close());
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** What the future fails with; it must. */
  static Throwable failure(Future<?> future) throws Exception {
    return await(
        future
            .<Throwable>map(
                value -> {
                  throw new AssertionError("it succeeded with " + value);
                })
            .recover(
                failure ->
                    failure instanceof AssertionError
                        ? Future.failedFuture(failure)
                        : Future.succeededFuture(failure)));
  }

  static BridgeFailure failureOf(Future<?> request) throws Exception {
    Throwable failure = failure(request);
    if (!(failure instanceof ReplyException reply)) {
      throw new AssertionError("it should have failed with a code, was: " + failure);
    }
    int code = reply.failureCode();
    for (BridgeFailure each : BridgeFailure.values()) {
      if (each.code() == code) {
        return each;
      }
    }
    throw new AssertionError("no failure has code " + code + ": " + failure);
  }

  String deploy(Deployable verticle, JsonObject config) throws Exception {
    return await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
  }

  <T> Future<T> request(String address, Object body) {
    return vertx.eventBus().<T>request(address, body).map(reply -> reply.body());
  }
}
