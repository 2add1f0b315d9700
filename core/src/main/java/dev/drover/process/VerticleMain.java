package dev.drover.process;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * The main class of a JVM that {@link ChildProcess#fork(Vertx, VerticleCommand, SpawnOptions)}
 * starts: deploys what the parent orders over the channel, which is then the verticle's ({@link
 * Channel#toParent}).
 */
public final class VerticleMain {
  private static final int FAILED = 1;
  private static final int NOT_FOUND = 3;

  private VerticleMain() {}

  /**
   * @param args the verticle's name and the bytes of the order
   */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("this class is started by ChildProcess.fork of a verticle only");
      System.exit(FAILED);
    }
    try {
      deploy(new JsonObject(Buffer.buffer(ParentChannel.readFirst(Integer.parseInt(args[1])))));
    } catch (IOException e) {
      System.err.println("cannot deploy " + args[0] + ": " + e.getMessage());
      System.exit(FAILED);
    }
  }

  private static void deploy(JsonObject order) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    Thread close = new Thread(() -> vertx.close().await(), "drover-verticle-close");
    Runtime.getRuntime().addShutdownHook(close);
    String verticle = order.getString("verticle");
    DeploymentOptions options = new DeploymentOptions(order.getJsonObject("deployment"));
    vertx
        .deployVerticle(verticle, options)
        .onFailure(
            failure -> {
              describe(verticle, failure);
              Runtime.getRuntime().removeShutdownHook(close);
              System.exit(failure instanceof ClassNotFoundException ? NOT_FOUND : FAILED);
            });
  }

  private static void describe(String verticle, Throwable failure) {
    if (failure instanceof ClassNotFoundException) {
      System.err.println("cannot deploy " + verticle + ": no such class on the class path");
      return;
    }
    String lead = "cannot deploy " + verticle + ": ";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      System.err.println(lead + each);
      StackTraceElement[] frames = each.getStackTrace();
      if (frames.length > 0) {
        System.err.println("  at " + frames[0]);
      }
      lead = "  caused by ";
    }
  }
}
