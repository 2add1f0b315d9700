package dev.drover.verify;

import dev.drover.control.ControlException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The faults, one after the other, each with the recovery from it. Blocks. */
final class Campaign {
  private static final long SHORTEST_GAP_MILLIS = 500;

  private final VerifyOptions options;
  private final ServiceLink service;
  private final Load load;
  private final Victims victims;
  private final Consumer<String> progress;
  private final Random random;
  private final Pace pace = new Pace();
  private final long began = System.nanoTime();
  private final Map<Fault, List<Duration>> recoveries = new EnumMap<>(Fault.class);
  private final List<String> failures = new ArrayList<>();

  /**
   * @param progress told of each fault, a line
   */
  Campaign(
      VerifyOptions options,
      ServiceLink service,
      Load load,
      Victims victims,
      Consumer<String> progress) {
    this.options = options;
    this.service = service;
    this.load = load;
    this.victims = victims;
    this.progress = progress;
    random = new Random(options.seed());
    for (Fault fault : Fault.values()) {
      recoveries.put(fault, new ArrayList<>());
    }
  }

  /** Ends early when the service does not recover. */
  void run() throws InterruptedException {
    List<Fault> plan = Fault.plan(options);
    for (int i = 0; i < plan.size() && failures.isEmpty(); i++) {
      pause(plan.size() - i);
      inject(plan.get(i));
    }
    if (failures.isEmpty()) {
      pause(1);
      Duration rest = options.duration().minus(now());
      TimeUnit.MILLISECONDS.sleep(Math.max(0, rest.toMillis()));
    }
  }

  private Duration now() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** So that what is still to come is spread over the rest of the time. */
  private void pause(int still) throws InterruptedException {
    long rest = options.duration().minus(now()).toMillis();
    long mean = Math.max(2 * SHORTEST_GAP_MILLIS, rest / (still + 1));
    TimeUnit.MILLISECONDS.sleep(
        SHORTEST_GAP_MILLIS + (long) (random.nextDouble() * 2 * (mean - SHORTEST_GAP_MILLIS)));
  }

  private void inject(Fault fault) throws InterruptedException {
    String label =
        "%s %d of %d"
            .formatted(
                fault.phase().word(),
                recoveries.get(fault).size() + 1,
                fault == Fault.RELOAD
                    ? options.reloads()
                    : fault == Fault.KILL ? options.kills() : options.hangs());
    try {
      String whom = "";
      long start = System.nanoTime();
      if (fault == Fault.RELOAD) {
        load.phase(Phase.RELOAD);
        service.reload();
        service.awaitWhole(0, options.recovery());
      } else {
        ServiceLink.Replica victim = victim();
        whom = " " + victim.slot();
        start = System.nanoTime();
        load.phase(fault.phase());
        end(victim, fault == Fault.KILL);
        service.awaitWhole(victim.pid(), options.recovery());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      recoveries.get(fault).add(took);
      progress.accept("%s%s: %d ms".formatted(label, whom, took.toMillis()));
    } catch (ControlException | TimeoutException | IOException e) {
      failures.add(label + " failed: " + e.getMessage());
    } finally {
      load.phase(Phase.STEADY);
    }
  }

  /** Any, but of those whose slots have had fewest. */
  private ServiceLink.Replica victim() throws InterruptedException, IOException {
    List<ServiceLink.Replica> ready = service.ready();
    if (ready.isEmpty()) {
      throw new IOException("no replica is ready");
    }
    Duration now = now();
    Duration wait =
        ready.stream()
            .map(each -> pace.wait(each.slot(), now))
            .min(Comparator.naturalOrder())
            .orElseThrow();
    TimeUnit.MILLISECONDS.sleep(wait.toMillis());
    List<ServiceLink.Replica> free =
        ready.stream().filter(each -> pace.wait(each.slot(), now).compareTo(wait) <= 0).toList();
    return free.get(random.nextInt(free.size()));
  }

  /** It stands still first, so that it is certain which connections were its own. */
  private void end(ServiceLink.Replica victim, boolean kill)
      throws IOException, InterruptedException {
    ReplicaProcess process = new ReplicaProcess(victim.pid(), service.supervisor());
    pace.ended(victim.slot(), now());
    process.stop();
    victims.add(System.nanoTime(), process.clientPorts());
    if (kill) {
      process.kill();
    }
  }

  Map<Fault, List<Duration>> recoveries() {
    return recoveries;
  }

  /** What went wrong with the service as a whole; empty when nothing did. */
  List<String> failures() {
    return failures;
  }
}
