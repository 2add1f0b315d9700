package dev.drover.process;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What a decoder makes of a child's output, and in its place among it what was rejected. After a
 * failure the rest is read and dropped.
 */
final class CodecStream<T> extends DecodedStream<T> {
  private final Decoder<T> decoder;
  private Handler<Throwable> failures = failure -> {};
  private boolean failed;

  /** Stands in the queue where an item would. */
  private record Rejected(IOException reason) {}

  CodecStream(ChildOutput source, Decoder<T> decoder) {
    super(source);
    this.decoder = decoder;
  }

  /** A decoder's call. */
  private interface Step<T> {
    void run(Decoder.Items<T> items) throws IOException;
  }

  @Override
  void decode(Buffer chunk, Consumer<T> items) {
    run(into -> decoder.decode(chunk, into), items);
  }

  @Override
  void finish(Consumer<T> items) {
    run(decoder::end, items);
  }

  @Override
  void attach(ChildOutput to, Handler<Buffer> chunks) {
    to.handler(chunks);
  }

  private void run(Step<T> step, Consumer<T> items) {
    if (failed) {
      return;
    }
    Out out = new Out(items);
    try {
      step.run(out);
    } catch (IOException e) {
      failed = true;
      out.reject(e);
    }
  }

  private final class Out implements Decoder.Items<T> {
    private final Consumer<T> items;

    Out(Consumer<T> items) {
      this.items = items;
    }

    @Override
    public void add(T item) {
      put(item == null ? NULL : item);
    }

    @Override
    public void reject(IOException reason) {
      put(new Rejected(reason));
    }

    @SuppressWarnings("unchecked") // The queue's stand-ins.
    private void put(Object item) {
      items.accept((T) item);
    }
  }

  @Override
  public ReadStream<T> handler(Handler<T> handler) {
    return super.handler(
        handler == null
            ? null
            : item -> {
              if ((Object) item instanceof Rejected rejected) {
                fetch(1); // It was none of those that were asked for.
                failures.handle(rejected.reason());
              } else {
                handler.handle(item);
              }
            });
  }

  @Override
  public ReadStream<T> exceptionHandler(Handler<Throwable> handler) {
    failures = handler == null ? failure -> {} : handler;
    return super.exceptionHandler(handler);
  }
}
