package dev.drover.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.NodeState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Gets hold of a Hazelcast instance while it is still joining, which the call that creates it does
 * not return before the join has ended.
 */
final class JoiningInstance implements LifecycleListener, HazelcastInstanceAware {

  /** Steps of waiting for a start that tells nobody how far it is. */
  private static final long STEP_MILLIS = 20;

  private final Promise<HazelcastInstanceImpl> instance = Promise.promise();

  /** Called by Hazelcast before it joins, and before it counts as started. */
  @Override
  public void setHazelcastInstance(HazelcastInstance joining) {
    instance.tryComplete((HazelcastInstanceImpl) joining);
  }

  /** Hazelcast introduces itself to listeners of kinds that it knows only, and this is one. */
  @Override
  public void stateChanged(LifecycleEvent event) {}

  /**
   * Ends it. The call that creates it, and what its caller goes on to ask of it, may fail then, or
   * wait for ever: Hazelcast loses some of what it is asked while it ends.
   *
   * @return completes when it has ended; never, if it fails before it can join
   */
  Future<Void> abort(Vertx vertx) {
    return instance
        .future()
        .compose(
            joining ->
                vertx.executeBlocking(
                    () -> {
                      terminate(joining);
                      return null;
                    },
                    false));
  }

  /**
   * One that is terminated while it starts is marked as running when it has started, in spite of
   * having ended; whoever ends it then waits for an end that has passed, for ever. That mark shows
   * in no public interface.
   */
  private static void terminate(HazelcastInstanceImpl joining) throws InterruptedException {
    while (joining.node.getState() == NodeState.STARTING) {
      Thread.sleep(STEP_MILLIS);
    }
    joining.getLifecycleService().terminate();
  }
}
