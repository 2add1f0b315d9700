package dev.drover.bridge;

import dev.drover.process.ChildOutput;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Moves one output of one child to the bus, one chunk at a time: the next is read when all of the
 * last has gone out. On the child's context.
 */
final class OutputFlow implements CreditConsumer.Listener {
  private static final int BATCH_BYTES = 32 * 1024;

  /** What the owner of a flow is told. */
  interface Owner {
    /** The child must be stopped for this. */
    void offended(BadOutputException offence);

    /** A consumer went without a word. */
    void consumerLost(String why);

    /** A consumer wants no more. */
    default void consumerLeft() {}
  }

  /**
   * Whom a flow serves.
   *
   * @param taken sees every item first; what it returns true for goes no further
   */
  record Sides(Predicate<Object> taken, Owner owner, OutputSinks.Target target) {}

  private record Item(Object value, int bytes) {}

  private final Vertx vertx;
  private final Context context;
  private final OutputSpec spec;
  private final ChildOutput source;
  private final Predicate<Object> taken;
  private final Owner owner;
  private final Decoder decoder;
  private final OutputSinks sinks;
  private final Queue<Item> waiting = new ArrayDeque<>();
  private final List<CreditConsumer> consumers = new ArrayList<>();
  private final Promise<Void> done = Promise.promise();
  private boolean sourceEnded;
  private String endReason = CreditProtocol.EXIT;
  private boolean reading;
  private boolean pumping;

  OutputFlow(Vertx vertx, OutputSpec spec, ChildOutput source, Sides sides) {
    this.vertx = vertx;
    this.spec = spec;
    this.source = source;
    taken = sides.taken();
    owner = sides.owner();
    context = vertx.getOrCreateContext();
    decoder = Decoder.of(spec.mode(), spec.longest());
    sinks = new OutputSinks(vertx, spec.delivery(), sides.target(), this::pump);
  }

  /** Completes when all that the child wrote has gone out. */
  Future<Void> done() {
    return done.future();
  }

  void begin() {
    source.pause();
    source.endHandler(end -> sourceEnded());
    source.handler(this::chunk);
    pump();
  }

  private void chunk(Buffer chunk) {
    reading = false;
    try {
      decoder.decode(chunk, this::item);
    } catch (BadOutputException offence) {
      offended(offence);
    }
    pump();
  }

  private void item(Object value, int bytes) {
    if (endReason == CreditProtocol.EXIT && !taken.test(value)) {
      waiting.add(new Item(value, bytes));
    }
  }

  /** What was whole goes out; nothing more is read. */
  private void offended(BadOutputException offence) {
    endReason = offence.getMessage();
    sourceEnded = true;
    source.handler(chunk -> {}).resume();
    owner.offended(offence);
  }

  private void sourceEnded() {
    if (sourceEnded) {
      return;
    }
    sourceEnded = true;
    try {
      decoder.finish(this::item);
    } catch (BadOutputException brokenOff) {
      endReason = brokenOff.getMessage();
    }
    pump();
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    while (!waiting.isEmpty() && mayGo()) {
      goOn();
    }
    pumping = false;
    if (waiting.isEmpty() && sourceEnded) {
      finish();
    } else if (waiting.isEmpty() && !reading && mayGo()) {
      reading = true;
      source.fetch(1);
    }
  }

  private boolean mayGo() {
    if (consumers.isEmpty() && spec.delivery() == Delivery.CREDIT) {
      return false;
    }
    return !sinks.isFull() && consumers.stream().allMatch(CreditConsumer::hasCredit);
  }

  /** The next batch; of chunks and frames it is one. */
  private void goOn() {
    boolean batched = spec.mode() == StreamMode.LINES || spec.mode() == StreamMode.JSON;
    JsonArray batch = new JsonArray();
    Object body = batch;
    int bytes = 0;
    do {
      Item item = waiting.poll();
      sinks.put(item.value(), item.bytes());
      bytes += item.bytes();
      if (batched) {
        batch.add(item.value());
      } else {
        body = item.value();
      }
    } while (batched && !waiting.isEmpty() && bytes < BATCH_BYTES && mayGoOnAfter(bytes));
    for (CreditConsumer consumer : List.copyOf(consumers)) {
      consumer.send(body, bytes);
    }
  }

  private boolean mayGoOnAfter(int bytes) {
    return !sinks.isFull()
        && consumers.stream().allMatch(consumer -> consumer.hasCreditAfter(bytes));
  }

  /**
   * Somebody wants to read by credit.
   *
   * @return his control address
   */
  Future<String> open(String address, int credit, int patience) {
    if (sourceEnded && waiting.isEmpty()) {
      return Future.failedFuture(BridgeFailure.NO_CHILD.with("the child has ended"));
    }
    CreditConsumer consumer = new CreditConsumer(vertx, address, credit, patience, this);
    return consumer
        .open()
        .map(
            control -> {
              consumers.add(consumer);
              context.runOnContext(v -> pump());
              return control;
            });
  }

  /** Whether nobody reads by credit, or could. */
  boolean isOnlyPublished() {
    return spec.delivery() == Delivery.PUBLISH && consumers.isEmpty();
  }

  @Override
  public void granted() {
    pump();
  }

  @Override
  public void gone(CreditConsumer consumer, String why) {
    consumers.remove(consumer);
    if (why != null) {
      owner.consumerLost(why);
    } else {
      owner.consumerLeft();
    }
    pump();
  }

  /** The owner gives up what has not gone out. */
  void abandon(String reason) {
    sourceEnded = true;
    waiting.clear();
    endReason = reason;
    source.handler(chunk -> {}).resume();
    finish();
  }

  private void finish() {
    consumers.forEach(consumer -> consumer.finish(endReason));
    consumers.clear();
    sinks.flushed().onComplete(written -> done.tryComplete());
  }
}
