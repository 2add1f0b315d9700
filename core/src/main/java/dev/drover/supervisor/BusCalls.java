package dev.drover.supervisor;

import dev.drover.replica.BusTask;
import dev.drover.replica.ChannelMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What one replica was asked to do on its event bus. Confined to the supervisor's context; calls
 * may end on any thread.
 */
final class BusCalls {
  private final SlotId slot;
  private final LongSupplier pid;
  private final Consumer<ChannelMessage> channel;
  private final Map<Long, BusCall> running = new ConcurrentHashMap<>();
  private long lastId;

  /**
   * @param channel to the replica, once it is connected; for any thread
   */
  BusCalls(SlotId slot, LongSupplier pid, Consumer<ChannelMessage> channel) {
    this.slot = slot;
    this.pid = pid;
    this.channel = channel;
  }

  /** It must be connected. */
  BusCall begin(BusTask task, Consumer<BusCall.Item> items) {
    long id = ++lastId;
    BusCall call = new BusCall(id, slot, pid.getAsLong(), channel, items);
    running.put(id, call);
    call.result().onComplete(over -> running.remove(id));
    channel.accept(new ChannelMessage.AskBus(id, task));
    return call;
  }

  /** What nobody waits for any more is passed over. */
  void heard(ChannelMessage.BusSays says) {
    BusCall call = running.get(says.id());
    if (call != null) {
      call.heard(says.said());
    }
  }

  void gone() {
    List.copyOf(running.values()).forEach(BusCall::gone);
  }
}
