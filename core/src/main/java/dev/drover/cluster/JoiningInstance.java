package dev.drover.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Gets hold of a Hazelcast instance while it is still joining, which the call that creates it does
 * not return before the join has ended.
 */
final class JoiningInstance implements LifecycleListener, HazelcastInstanceAware {

  /** Steps of waiting for a start that tells nobody how far it is. */
  private static final long STEP_MILLIS = 20;

  private final Promise<HazelcastInstance> instance = Promise.promise();
  private volatile boolean ended;

  /** Called by Hazelcast before it joins. */
  @Override
  public void setHazelcastInstance(HazelcastInstance joining) {
    instance.tryComplete(joining);
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    ended |= event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN;
  }

  /** Makes the join fail soon. */
  void abort(Vertx vertx) {
    instance
        .future()
        .onSuccess(
            joining ->
                vertx.executeBlocking(
                    () -> {
                      terminate(joining);
                      return null;
                    },
                    false));
  }

  private void terminate(HazelcastInstance joining) throws InterruptedException {
    // An instance terminated before it runs would not notice, and go on to join.
    while (!joining.getLifecycleService().isRunning() && !ended) {
      Thread.sleep(STEP_MILLIS);
    }
    joining.getLifecycleService().terminate();
  }
}
