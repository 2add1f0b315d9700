package dev.drover.cluster;

import io.vertx.core.eventbus.Message;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests of other members that handlers of this one have got and not replied to. One whose
 * message the application has let go of can be replied to by nobody, and counts no more. Safe for
 * all threads.
 */
final class OpenRequests {
  private static final class Open extends WeakReference<Message<?>> {
    private final String replyAddress;

    Open(Message<?> message, ReferenceQueue<Message<?>> dropped) {
      super(message, dropped);
      replyAddress = message.replyAddress();
    }
  }

  private final Map<String, Open> open = new ConcurrentHashMap<>();
  private final ReferenceQueue<Message<?>> dropped = new ReferenceQueue<>();

  /** Its handler is about to get it. */
  void add(Message<?> request) {
    forgetDropped();
    open.put(request.replyAddress(), new Open(request, dropped));
  }

  /** A message to this address has been sent; whether it was a reply to one of these. */
  boolean sent(String address) {
    return open.remove(address) != null;
  }

  /** The reply addresses of those that are open now. */
  Set<String> now() {
    forgetDropped();
    return Set.copyOf(open.keySet());
  }

  /** Whether none of these is open any more. */
  boolean isNoneOf(Set<String> replyAddresses) {
    forgetDropped();
    return replyAddresses.stream().noneMatch(open::containsKey);
  }

  int count() {
    forgetDropped();
    return open.size();
  }

  boolean isEmpty() {
    return count() == 0;
  }

  private void forgetDropped() {
    for (Reference<?> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
      open.remove(((Open) gone).replyAddress);
    }
  }
}
