package dev.drover.bridge;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Tests with children at addresses, and what happens to them. */
abstract class ChildrenOnTheBus extends OnTheBus {
  private static final int DEADLINE_SECONDS = 60;

  final LinkedBlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

  static int code(Future<?> future) throws Exception {
    Throwable failure = failure(future);
    return ((ReplyException) failure).failureCode();
  }

  /** Deploys it, with its events in {@link #events}. */
  String deploy(ProcessSpec spec) throws Exception {
    listen(spec.events());
    return await(vertx.deployVerticle(new ProcessVerticle(spec)));
  }

  String deploy(String name, JsonObject config, int instances) throws Exception {
    DeploymentOptions options = new DeploymentOptions().setConfig(config).setInstances(instances);
    listen(config.getString("address", name) + ".events");
    return await(vertx.deployVerticle(name, options));
  }

  void listen(String address) throws Exception {
    await(
        vertx
            .eventBus()
            .<JsonObject>consumer(address, message -> events.add(message.body()))
            .completion());
  }

  /** The next event of that name; those before it are dropped. */
  JsonObject event(String name) throws Exception {
    return event(name, event -> true);
  }

  JsonObject event(String name, Predicate<JsonObject> wanted) throws Exception {
    while (true) {
      JsonObject event = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event " + name + " came");
      }
      if (event.getString("event").equals(name) && wanted.test(event)) {
        return event;
      }
    }
  }

  Future<Object> ask(String address, Object body) {
    return ask(address, body, new DeliveryOptions().setSendTimeout(60_000));
  }

  Future<Object> ask(String address, Object body, DeliveryOptions options) {
    return vertx.eventBus().request(address, body, options).map(reply -> reply.body());
  }

  /** All that is published there from now on. */
  <T> LinkedBlockingQueue<T> published(String address) throws Exception {
    LinkedBlockingQueue<T> all = new LinkedBlockingQueue<>();
    await(vertx.eventBus().<T>consumer(address, message -> all.add(message.body())).completion());
    return all;
  }

  static <T> T next(LinkedBlockingQueue<T> queue) throws Exception {
    T item = queue.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (item == null) {
      throw new AssertionError("nothing came");
    }
    return item;
  }

  /** One that has ended may stay in the table for a while where nobody asks for its status. */
  static boolean lives(long pid) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
