package dev.drover.cluster;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * What an event bus knows and does not show: which requests wait for a reply, whether a message
 * came from another member, and who intercepts first. Noting the same by interceptors costs every
 * message a tenth to a half of its CPU, those included that never leave this member. Safe for all
 * threads.
 */
final class BusInternals {
  private static final Logger LOG = LoggerFactory.getLogger(BusInternals.class);

  /** What Vert.x' reply addresses begin with, and no other. */
  private static final String REPLY_ADDRESS = "__vertx.reply.";

  private record Fields(VarHandle handlers, VarHandle outbound, VarHandle inbound) {}

  /** Null in a version of Vert.x that has no such fields. */
  private static final Fields FIELDS = find();

  private final EventBus bus;

  BusInternals(EventBus bus) {
    this.bus = bus;
  }

  private static Fields find() {
    try {
      ClusteredMessage.class.getMethod("isFromWire");
      MethodHandles.Lookup in =
          MethodHandles.privateLookupIn(EventBusImpl.class, MethodHandles.lookup());
      return new Fields(
          in.findVarHandle(EventBusImpl.class, "handlerMap", ConcurrentMap.class),
          in.findVarHandle(EventBusImpl.class, "outboundInterceptors", Handler[].class),
          in.findVarHandle(EventBusImpl.class, "inboundInterceptors", Handler[].class));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.warn(
          "this version of Vert.x does not show which requests wait (%s): a member that leaves does not wait for replies to its own"
              .formatted(e));
      return null;
    }
  }

  /** Whether all this is known; if not, nothing waits, and everything came from others. */
  static boolean areKnown() {
    return FIELDS != null;
  }

  /** Also false for every published message. */
  static boolean isReply(Message<?> message) {
    return message.isSend() && message.address().startsWith(REPLY_ADDRESS);
  }

  static boolean isFromOther(Message<?> message) {
    return FIELDS == null
        || !(message instanceof ClusteredMessage<?, ?> clustered)
        || clustered.isFromWire();
  }

  /** Where requests of this member wait for replies. */
  Set<String> waiting() {
    return handlers().keySet().stream()
        .filter(address -> address.startsWith(REPLY_ADDRESS))
        .collect(Collectors.toSet());
  }

  /** Whether a request waits there: it has no reply, has not failed, and has not timed out. */
  boolean isWaiting(String replyAddress) {
    return handlers().containsKey(replyAddress);
  }

  @SuppressWarnings("unchecked")
  private Map<String, ?> handlers() {
    return FIELDS == null ? Map.of() : (Map<String, ?>) FIELDS.handlers().get((EventBusImpl) bus);
  }

  /** Adds interceptors that come before all others, where that is possible, else behind them. */
  void intercept(
      Handler<DeliveryContext<Object>> outbound, Handler<DeliveryContext<Object>> inbound) {
    if (FIELDS == null) {
      bus.addOutboundInterceptor(outbound).addInboundInterceptor(inbound);
    } else {
      addFirst(FIELDS.inbound(), inbound);
      addFirst(FIELDS.outbound(), outbound);
    }
  }

  private void addFirst(VarHandle field, Handler<DeliveryContext<Object>> interceptor) {
    EventBusImpl owner = (EventBusImpl) bus;
    Handler<?>[] before;
    Handler<?>[] after;
    do {
      before = (Handler<?>[]) field.getVolatile(owner);
      after = new Handler<?>[before.length + 1];
      after[0] = interceptor;
      System.arraycopy(before, 0, after, 1, before.length);
    } while (!field.compareAndSet(owner, before, after));
  }
}
