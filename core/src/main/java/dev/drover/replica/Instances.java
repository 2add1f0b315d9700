package dev.drover.replica;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.config.StopPolicy;
import dev.drover.socket.InstanceLoops;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.deployment.DeploymentManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * The instances of the verticle in this replica. Each is a deployment of its own, so that one can
 * go while the others stay. Methods that change their number block; call them on one thread at a
 * time, never on an event loop.
 */
final class Instances {
  private final VertxInternal vertx;
  private final String name;
  private final OneOfSeveral options;
  private final InstanceLoops loops;
  private final DroverClusterManager member;
  private final List<Instance> all = new CopyOnWriteArrayList<>();

  /**
   * Deploys nothing yet.
   *
   * @param options of each instance, whatever number they name
   * @param member null where the event bus is not Drover's
   */
  Instances(
      Vertx vertx,
      String name,
      DeploymentOptions options,
      InstanceLoops loops,
      DroverClusterManager member) {
    this.vertx = (VertxInternal) vertx;
    this.name = name;
    this.options = new OneOfSeveral(options);
    this.loops = loops;
    this.member = member;
  }

  int count() {
    return all.size();
  }

  /** How many event loops they share. */
  int loopCount() {
    return (int) all.stream().map(Instance::loop).distinct().count();
  }

  /**
   * Deploys the first ones.
   *
   * @throws ExecutionException when one does not start
   */
  void start(int count) throws ExecutionException, InterruptedException {
    deploy(count);
  }

  /**
   * Deploys more, or undeploys some without losing a request or a message: their event loops get no
   * new connections, those that they have are drained, then their consumers leave the event bus,
   * then what is in flight is waited for.
   *
   * @param policy how long that may take
   * @return requests and connections that were cut because the drain time was over
   * @throws ExecutionException when one does not start; then there are as many as before
   */
  int change(int wanted, StopPolicy policy) throws ExecutionException, InterruptedException {
    int before = all.size();
    if (wanted <= before) {
      return shrink(before - wanted, policy);
    }
    try {
      deploy(wanted - before);
      return 0;
    } catch (ExecutionException e) {
      leave(all.subList(before, all.size()), policy);
      throw e;
    }
  }

  private void deploy(int count) throws ExecutionException, InterruptedException {
    // The calling thread's own context would take a loop that is meant for an instance.
    vertx.getOrCreateContext();
    options.setInstances(all.size() + count);
    loops.spread(count, taken());
    List<Future<String>> deployed =
        IntStream.range(0, count).mapToObj(one -> vertx.deployVerticle(name, options)).toList();
    try {
      Waits.get(Future.join(deployed));
    } finally {
      deployed.stream()
          .filter(Future::succeeded)
          .map(each -> manager().deployment(each.result()))
          // It may have undeployed itself already.
          .filter(Objects::nonNull)
          .map(Instance::new)
          .forEach(all::add);
      options.setInstances(all.size());
      loops.settle(taken());
    }
  }

  /** The loop of each. */
  private List<EventLoop> taken() {
    return all.stream().map(Instance::loop).toList();
  }

  /** Those go first whose event loops have most, so that the rest stay spread. */
  private int shrink(int count, StopPolicy policy) throws InterruptedException {
    List<Instance> staying = new ArrayList<>(all);
    List<Instance> leaving = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instance next = mostCrowded(staying);
      staying.remove(next);
      leaving.add(next);
    }
    int cut = 0;
    for (List<Instance> group : groups(leaving, staying)) {
      cut += leave(group, policy);
    }
    return cut;
  }

  private static Instance mostCrowded(List<Instance> some) {
    return some.stream()
        .max(
            Comparator.comparingLong(
                    (Instance one) ->
                        some.stream().filter(each -> each.loop() == one.loop()).count())
                .thenComparingInt(some::indexOf))
        .orElseThrow();
  }

  /** All at once if the others have event loops of their own, else so that some loop serves. */
  private List<List<Instance>> groups(List<Instance> leaving, List<Instance> staying) {
    Set<EventLoop> free = loopsOf(staying);
    free.removeAll(loopsOf(leaving));
    if (!free.isEmpty()) {
      return List.of(leaving);
    }
    return leaving.stream().map(List::of).toList();
  }

  private Set<EventLoop> loopsOf(Collection<Instance> some) {
    Set<EventLoop> used = new HashSet<>();
    some.forEach(each -> used.addAll(each.loops(manager())));
    return used;
  }

  private int leave(List<Instance> group, StopPolicy policy) throws InterruptedException {
    List<Instance> leaving = List.copyOf(group);
    List<Instance> others = new ArrayList<>(all);
    others.removeAll(leaving);
    Set<EventLoop> left = loopsOf(leaving);
    boolean wait = left.containsAll(loopsOf(others));
    Deadline drain = new Deadline(policy.drain());
    try {
      int cut = Waits.await(loops.leave(left, wait, policy), drain.plus(Application.SLACK), 0);
      leaveBus(leaving, drain);
      undeploy(leaving, policy);
      return cut;
    } finally {
      loops.comeBack(left);
    }
  }

  private void leaveBus(List<Instance> leaving, Deadline drain) {
    if (member == null) {
      return;
    }
    List<Future<Void>> gone = new ArrayList<>();
    for (Instance each : leaving) {
      for (Context context : each.contexts(manager())) {
        gone.add(member.leave(context, drain.remaining()));
      }
    }
    Waits.await(Future.join(gone).toCompletionStage(), drain.plus(Application.SLACK), null);
  }

  /** One whose stop fails is gone all the same. */
  private void undeploy(List<Instance> leaving, StopPolicy policy) {
    List<Future<Void>> undeployed =
        leaving.stream()
            .map(
                each ->
                    vertx
                        .undeploy(each.id())
                        .onFailure(
                            cause ->
                                System.err.println(
                                    "drover: an instance did not stop as it should: " + cause)))
            .toList();
    all.removeAll(leaving);
    options.setInstances(all.size());
    loops.settle(taken());
    Waits.await(Future.join(undeployed).toCompletionStage(), new Deadline(policy.grace()), null);
  }

  private DeploymentManager manager() {
    return vertx.deploymentManager();
  }
}
