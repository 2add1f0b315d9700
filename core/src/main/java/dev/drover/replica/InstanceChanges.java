package dev.drover.replica;

import dev.drover.replica.ChannelMessage.InstancesSet;
import dev.drover.replica.ChannelMessage.SetInstances;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Changes the number of instances as the supervisor wants it, one change after the other. */
final class InstanceChanges {
  private final ReplicaChannel channel;
  private final Supplier<Instances> instances;

  /** A thread for as long as there is something to do. */
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread fresh = new Thread(task, "drover-instances");
            fresh.setDaemon(true);
            return fresh;
          });

  /**
   * @param instances null as long as they cannot be changed
   */
  InstanceChanges(ReplicaChannel channel, Supplier<Instances> instances) {
    this.channel = channel;
    this.instances = instances;
    thread.allowCoreThreadTimeOut(true);
  }

  /** Returns at once; the answer is sent when it is done. */
  void change(SetInstances order) {
    thread.execute(() -> channel.send(changed(order)));
  }

  private InstancesSet changed(SetInstances order) {
    Instances live = instances.get();
    if (live == null) {
      return new InstancesSet(order.id(), 0, 0, 0, "it has no instances that can be changed");
    }
    int cut = 0;
    String problem = null;
    try {
      cut = live.change(order.instances(), order.stop());
    } catch (ExecutionException e) {
      problem = "an instance did not start: " + StartFailures.of("", e).lines().get(0);
    } catch (InterruptedException | RuntimeException e) {
      problem = e.toString();
    }
    return new InstancesSet(order.id(), live.count(), live.loopCount(), cut, problem);
  }
}
