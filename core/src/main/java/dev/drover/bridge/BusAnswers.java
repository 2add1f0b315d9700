package dev.drover.bridge;

import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that a child has got and not answered. It knows each by a name that means nothing to
 * anybody else and is good for one answer, so that it cannot answer what it was not asked. On one
 * context.
 */
final class BusAnswers {
  private record Waiting(Message<?> request, long until) {}

  private final int most;
  private final long answerNanos;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private long number;

  BusAnswers(BusLimits limits) {
    most = limits.unanswered();
    answerNanos = limits.answerTime().toNanos();
  }

  /**
   * The name for one more; null when there are too many.
   *
   * @param now on a clock that only goes forward
   */
  String add(Message<?> request, long now) {
    forgetBefore(now);
    if (waiting.size() >= most) {
      return null;
    }
    String name = "reply." + ++number;
    waiting.put(name, new Waiting(request, now + answerNanos));
    return name;
  }

  /** The oldest come first. */
  private void forgetBefore(long now) {
    Iterator<Waiting> each = waiting.values().iterator();
    while (each.hasNext() && each.next().until - now < 0) {
      each.remove();
    }
  }

  /** The request of that name, once; null for none. */
  Message<?> take(String name, long now) {
    forgetBefore(now);
    Waiting one = waiting.remove(name);
    return one == null ? null : one.request;
  }

  /** All that wait, once. */
  List<Message<?>> takeAll() {
    List<Message<?>> all = new ArrayList<>();
    waiting.values().forEach(one -> all.add(one.request));
    waiting.clear();
    return all;
  }
}
