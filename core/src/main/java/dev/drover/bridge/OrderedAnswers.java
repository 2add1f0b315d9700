package dev.drover.bridge;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One answer for each call, in the order of the calls. A call that ran out of time keeps its place,
 * so that its late answer is not taken for the next one's.
 */
final class OrderedAnswers implements PendingAnswers {
  private final Queue<Call> calls = new ArrayDeque<>();
  private final Owner owner;

  OrderedAnswers(Owner owner) {
    this.owner = owner;
  }

  @Override
  public Object ask(Call call) {
    calls.add(call);
    return call.body();
  }

  @Override
  public boolean timedOut(Call call) {
    return false;
  }

  @Override
  public void forget(Call call) {
    calls.remove(call);
  }

  @Override
  public boolean answer(Object item) {
    Call call = calls.poll();
    if (call == null) {
      return false;
    }
    if (!call.reply(item, new DeliveryOptions())) {
      owner.unexpected("an answer came after its request had run out of time, and was dropped");
    }
    owner.answered();
    return true;
  }

  @Override
  public void failAll(ReplyException failure) {
    calls.forEach(call -> call.fail(failure));
    calls.clear();
  }

  @Override
  public int size() {
    return calls.size();
  }
}
