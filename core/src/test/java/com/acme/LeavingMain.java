package com.acme;

import dev.drover.replica.ThisReplica;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;

/** Listens, and ends by itself in one of several ways. */
final class LeavingMain {
  private LeavingMain() {}

  public static void main(String[] args) throws InterruptedException {
    boolean daemon = !args[0].equals("close");
    Vertx vertx = Vertx.vertx(new VertxOptions().setUseDaemonThread(daemon));
    vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end())
        .listen(0, "127.0.0.1")
        .await();
    switch (args[0]) {
      case "close" -> vertx.close().await();
      case "hold" -> holdUntilTold(vertx);
      case "speak" -> speak(vertx);
      default -> {
        // The end of main is the end of the last thread that is no daemon.
      }
    }
  }

  private static void speak(Vertx vertx) throws InterruptedException {
    ThisReplica replica = ThisReplica.current().orElseThrow();
    CountDownLatch heard = new CountDownLatch(1);
    replica.onMessage(vertx, message -> heard.countDown());
    replica.send("hello").await();
    heard.await();
    replica.send("bye").await();
    Runtime.getRuntime().halt(0);
  }

  private static void holdUntilTold(Vertx vertx) throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    ThisReplica.current().orElseThrow().onMessage(vertx, message -> told.countDown());
    told.await();
    System.out.println("held");
  }
}
