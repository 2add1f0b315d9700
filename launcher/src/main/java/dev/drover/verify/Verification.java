package dev.drover.verify;

import dev.drover.control.ControlClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Drives load at one service of a running supervisor, injects faults, and reports. Only replicas
 * that the supervisor itself has started are ever signalled.
 */
public final class Verification {
  private final Vertx vertx;
  private final VerifyOptions options;
  private final String service;
  private final LoadTarget target;

  /**
   * @param service whose replicas serve {@code target}
   */
  public Verification(Vertx vertx, VerifyOptions options, String service, LoadTarget target) {
    this.vertx = vertx;
    this.options = options;
    this.service = service;
    this.target = target;
  }

  /** Whether this system tells what kills and hangs need to know: only Linux does. */
  public static boolean canInjectFaults() {
    return ReplicaProcess.isPossible();
  }

  /**
   * Blocks until all faults are over, or the thread is interrupted, which the report then says.
   *
   * @param client asks the supervisor; its owner closes it
   * @param follower another connection to it, which this closes
   * @param progress told of each fault, a line
   * @throws IllegalArgumentException when the target does not answer as a client hopes, before
   *     there is any load
   */
  public VerifyReport run(ControlClient client, ControlClient follower, Consumer<String> progress) {
    Victims victims = new Victims();
    Load load = new Load(vertx, target, options, victims);
    try (ServiceLink link = new ServiceLink(client, follower, service)) {
      probe(load);
      long began = System.nanoTime();
      load.start();
      Campaign campaign = new Campaign(options, link, load, victims, progress);
      List<String> failures = new ArrayList<>();
      try {
        campaign.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      // A connection to the supervisor that is interrupted ends in another way.
      if (Thread.interrupted()) {
        failures.add("interrupted");
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      Tally tally = await(load.stop(), options.timeout().plusSeconds(10));
      failures.addAll(0, campaign.failures());
      return new VerifyReport(options, target, took, tally, campaign.recoveries(), failures);
    }
  }

  private void probe(Load load) {
    int status;
    try {
      status = await(load.probe(), options.timeout().plusSeconds(1));
    } catch (CompletionException e) {
      throw new IllegalArgumentException(
          target + " does not answer: " + e.getCause().getMessage(), e);
    }
    if (status >= 400) {
      throw new IllegalArgumentException(target + " answers with status " + status);
    }
  }

  private static <T> T await(Future<T> future, Duration patience) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
