package dev.drover.supervisor;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.DroverConfig;
import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import dev.drover.config.VertxSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A supervisor with real replicas; closing it leaves nothing behind. */
final class Running implements AutoCloseable {
  /** For replicas that do not stop by themselves: others may need longer on a busy machine. */
  static final StopPolicy QUICK = new StopPolicy(Duration.ofSeconds(2), Duration.ofSeconds(4));

  /** For those that are to stop by themselves, however slow everything is. */
  static final StopPolicy PATIENT = new StopPolicy(Duration.ofSeconds(15), Duration.ofSeconds(20));

  final Recorder events = new Recorder();
  final Vertx vertx = Vertx.vertx();
  final Supervisor supervisor;

  Running(ServiceConfig config) {
    this(DroverConfig.of(config));
  }

  Running(DroverConfig config) {
    supervisor = Supervisor.create(vertx, config).listener(events);
  }

  static ServiceConfig verticle(Class<?> verticle, int replicas) {
    return service(ApplicationSpec.Entry.VERTICLE, verticle.getName(), List.of(), replicas);
  }

  static ServiceConfig main(String main, String arg) {
    return main(main, arg, 1);
  }

  static ServiceConfig main(String main, String arg, int replicas) {
    return service(ApplicationSpec.Entry.MAIN, main, List.of(arg), replicas);
  }

  /** Replicas that do what they are told in messages: see {@link com.acme.ProbeMain}. */
  static ServiceConfig probe(int replicas) {
    return service(
        ApplicationSpec.Entry.MAIN, "com.acme.ProbeMain", List.of("one", "two words"), replicas);
  }

  private static ServiceConfig service(
      ApplicationSpec.Entry entry, String name, List<String> args, int replicas) {
    ApplicationSpec spec = new ApplicationSpec(entry, name, args, VertxSettings.NONE, 1);
    return ServiceConfig.of("web", spec, replicas)
        .withJvmArgs(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .withStop(QUICK);
  }

  static Running started(ServiceConfig config) {
    return started(DroverConfig.of(config));
  }

  static Running started(DroverConfig config) {
    Running running = new Running(config);
    try {
      await(running.supervisor.start());
      return running;
    } catch (Exception e) {
      running.close();
      throw new AssertionError(running.events.events().toString(), e);
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  /** Runs it on that context, and waits for what it gives. */
  static <T> T call(Context context, Callable<T> action) throws Exception {
    return await(
        Future.future(
            promise ->
                context.runOnContext(
                    go -> {
                      try {
                        promise.complete(action.call());
                      } catch (Exception e) {
                        promise.fail(e);
                      }
                    })));
  }

  Future<Void> send(int slot, Object message) {
    return supervisor.send(new SlotId("web", slot), message);
  }

  SlotStatus slot(int number) {
    return supervisor.status().slots().get(number - 1);
  }

  @Override
  public void close() {
    UnaryOperator<Future<Void>> quietly = Future::otherwiseEmpty;
    try {
      await(quietly.apply(supervisor.kill()).eventually(vertx::close));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
