package dev.drover.supervisor;

import dev.drover.config.Durations;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.ChannelMessage;
import dev.drover.replica.ChannelMessage.InstancesSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The instances of the verticle in one replica. Confined to the supervisor's context. */
final class LiveInstances {
  private final SlotId slot;
  private final Vertx vertx;
  private final Consumer<ChannelMessage> channel;
  private final Map<Long, Promise<InstancesSet>> asked = new HashMap<>();
  private int count;
  private long lastId;

  LiveInstances(SlotId slot, Vertx vertx, Consumer<ChannelMessage> channel) {
    this.slot = slot;
    this.vertx = vertx;
    this.channel = channel;
  }

  /** Zero before it is ready, and for an application with its own main method. */
  int count() {
    return count;
  }

  void are(int instances) {
    count = instances;
  }

  /**
   * @param config that the replica was started with
   * @return fails when they are not as many then; says who
   */
  Future<InstancesSet> change(int wanted, ServiceConfig config) {
    long id = ++lastId;
    // As long as they have to start, or to leave.
    Duration limit = config.ready().timeout().plus(config.stop().grace());
    Promise<InstancesSet> answer = Promise.promise();
    asked.put(id, answer);
    channel.accept(new ChannelMessage.SetInstances(id, wanted, config.stop()));
    long timer =
        vertx.setTimer(
            limit.toMillis(),
            late -> answer.tryFail(why("did not answer within " + Durations.format(limit))));
    return answer
        .future()
        .onComplete(
            over -> {
              asked.remove(id);
              vertx.cancelTimer(timer);
            });
  }

  void heard(InstancesSet set) {
    count = set.instances();
    Promise<InstancesSet> waiting = asked.get(set.id());
    if (waiting == null) {
      return;
    }
    if (set.problem() == null) {
      waiting.tryComplete(set);
    } else {
      waiting.tryFail(why("stays at %d: %s".formatted(count, set.problem())));
    }
  }

  /** The replica has ended. */
  void gone() {
    List.copyOf(asked.values()).forEach(each -> each.tryFail(why("has ended")));
  }

  private String why(String what) {
    return "the replica of %s %s".formatted(slot, what);
  }
}
