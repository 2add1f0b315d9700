package dev.drover.cluster;

import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.impl.HandlerRegistration;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The event-bus handlers of one instance of a verticle. Besides {@link DestinationSelector} the
 * only class that uses what Vert.x has not made public: whose handlers are whose only the
 * instance's context knows, which closes them with it, and a handler that is taken away drops what
 * was just on its way.
 */
final class InstanceBus {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceBus.class);
  private static final Field CLOSED_WITH_IT = closedWithIt();

  private final ContextInternal context;

  InstanceBus(ContextInternal context) {
    this.context = context;
  }

  private static Field closedWithIt() {
    try {
      Field children = CloseFuture.class.getDeclaredField("children");
      children.setAccessible(true);
      return children;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "this version of Vert.x does not show an instance's consumers (%s): what is on its way to one that is undeployed may be lost"
              .formatted(e));
      return null;
    }
  }

  private List<HandlerRegistration<?>> handlers() {
    if (CLOSED_WITH_IT == null) {
      return List.of();
    }
    CloseFuture hooks = context.closeFuture();
    synchronized (hooks) {
      try {
        Map<?, ?> children = (Map<?, ?>) CLOSED_WITH_IT.get(hooks);
        return children == null
            ? List.of()
            : children.keySet().stream()
                .map(Closeable.class::cast)
                .filter(HandlerRegistration.class::isInstance)
                .<HandlerRegistration<?>>map(HandlerRegistration.class::cast)
                .toList();
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private List<MessageConsumerImpl<?>> consumers() {
    return handlers().stream()
        .filter(MessageConsumerImpl.class::isInstance)
        .<MessageConsumerImpl<?>>map(MessageConsumerImpl.class::cast)
        .toList();
  }

  /** How many consumers it has at each address. */
  Map<String, Long> addresses() {
    return consumers().stream()
        .collect(Collectors.groupingBy(HandlerRegistration::address, Collectors.counting()));
  }

  /** Whether it waits for the reply to a request of its own. */
  boolean awaitsReply() {
    return handlers().stream().anyMatch(each -> !(each instanceof MessageConsumerImpl));
  }

  /**
   * Takes its consumers from the event bus. Who has chosen one of them a moment ago still reaches
   * its handler, by way of {@code traffic}.
   *
   * @return completes when no other member, and nobody here, finds them any more
   */
  Future<Void> unregister(BusTraffic traffic) {
    return context.future(
        done ->
            context.runOnContext(
                go ->
                    Future.join(
                            consumers().stream().map(each -> unregister(each, traffic)).toList())
                        .<Void>mapEmpty()
                        .otherwiseEmpty()
                        .onComplete(done)));
  }

  private <T> Future<Void> unregister(MessageConsumerImpl<T> consumer, BusTraffic traffic) {
    Handler<Message<T>> handler = consumer.getHandler();
    if (handler != null) {
      consumer.discardHandler(message -> traffic.takeOver(message, context.duplicate(), handler));
    }
    return consumer.unregister();
  }

  /** Those of its addresses at which this member has no other handler. */
  Set<String> ownAddresses(Map<String, Integer> all) {
    return addresses().entrySet().stream()
        .filter(each -> each.getValue() >= all.getOrDefault(each.getKey(), 0))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
