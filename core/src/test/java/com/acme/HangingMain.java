package com.acme;

import dev.drover.replica.ThisReplica;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;

/** Two instances that serve, until a message says how the replica is to hang. */
public final class HangingMain {
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private HangingMain() {}

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    vertx.deployVerticle(Instance.class, new DeploymentOptions().setInstances(2));
  }

  /** One of the two. */
  public static final class Instance extends VerticleBase {
    @Override
    public Future<?> start() {
      boolean first = INSTANCES.incrementAndGet() == 1;
      ThisReplica replica = ThisReplica.current().orElseThrow();
      replica.onMessage(
          vertx,
          order -> {
            if (first || order.equals("spin all")) {
              obey(replica, (String) order);
            }
          });
      return vertx
          .createHttpServer()
          .requestHandler(request -> request.response().end("served"))
          .listen(0, "127.0.0.1");
    }

    private void obey(ThisReplica replica, String order) {
      switch (order) {
        case "spin", "spin all" -> spin();
        case "fill" -> new Thread(HangingMain::fillHeap).start();
        case "jam" -> new Thread(() -> jam(replica)).start();
        case "flood" -> new Thread(() -> flood(replica)).start();
        default -> throw new IllegalArgumentException(order);
      }
    }
  }

  private static void spin() {
    int turns = 0;
    while (true) {
      turns++;
    }
  }

  /** Needs a little more than there is, for ever. */
  private static void fillHeap() {
    List<byte[]> kept = new ArrayList<>();
    while (true) {
      try {
        kept.add(new byte[16 * 1024]);
      } catch (OutOfMemoryError e) {
        kept.remove(0);
      }
    }
  }

  /** Holds what everybody needs who writes to the supervisor, and does not let go of it. */
  private static void jam(ThisReplica replica) {
    try {
      Object channel = field(field(replica, "messages"), "channel");
      ((Lock) field(channel, "writing")).lock();
      new CountDownLatch(1).await();
    } catch (ReflectiveOperationException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes without a pause. */
  private static void flood(ThisReplica replica) {
    String message = "x".repeat(64 * 1024);
    while (true) {
      replica.send(message).toCompletionStage().toCompletableFuture().join();
    }
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
