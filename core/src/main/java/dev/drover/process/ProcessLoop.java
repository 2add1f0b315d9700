package dev.drover.process;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The epoll event loop that a child lives on: its context's own, or, where that is none (Vert.x
 * defaults to NIO), one of Drover's for all children of a {@code Vertx}, which closes with it.
 */
final class ProcessLoop {
  private static final Map<VertxInternal, ProcessLoop> OWN = new ConcurrentHashMap<>();

  private final IoEventLoop loop;
  private final EventExecutor producer;
  private final boolean contexts;
  private final Set<Future<?>> living = ConcurrentHashMap.newKeySet();
  private final Set<NativeChild> outliving = ConcurrentHashMap.newKeySet();

  private ProcessLoop(IoEventLoop loop, EventExecutor producer, boolean contexts) {
    this.loop = loop;
    this.producer = producer;
    this.contexts = contexts;
  }

  static ProcessLoop of(ContextInternal context) {
    EventLoop own = context.nettyEventLoop();
    if (own instanceof IoEventLoop loop && loop.isCompatible(EpollIoHandle.class)) {
      return new ProcessLoop(loop, context.eventLoop(), true);
    }
    return OWN.computeIfAbsent(context.owner(), ProcessLoop::start);
  }

  private static ProcessLoop start(VertxInternal vertx) {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("drover-process", true), EpollIoHandler.newFactory());
    IoEventLoop loop = group.next();
    ProcessLoop result = new ProcessLoop(loop, new LoopExecutor(loop), false);
    Closeable hook =
        done -> {
          OWN.remove(vertx);
          // Not waited for: Vert.x undeploys its verticles, whose children these may be, only after
          // its close hooks are done.
          Future.join(List.copyOf(result.living)).onComplete(gone -> result.end(group));
          done.succeed();
        };
    if (!vertx.closeFuture().add(hook)) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IllegalStateException("Vert.x is closed");
    }
    return result;
  }

  private record LoopExecutor(IoEventLoop loop) implements EventExecutor {
    @Override
    public boolean inThread() {
      return loop.inEventLoop();
    }

    /** A queue that is emptied after its Vert.x has closed has nothing to read on from. */
    @Override
    public void execute(Runnable task) {
      try {
        loop.execute(task);
      } catch (RejectedExecutionException ended) {
        if (!loop.isShuttingDown()) {
          throw ended;
        }
      }
    }
  }

  IoEventLoop loop() {
    return loop;
  }

  /** On the loop: at once when called there. */
  void run(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** The loop as Vert.x' queues want it. */
  EventExecutor producer() {
    return producer;
  }

  /** Whether it is the context's own. */
  boolean isContexts() {
    return contexts;
  }

  /** Keeps a loop of Drover's open, when its Vert.x closes, until this has completed. */
  void keepOpenUntil(Future<?> gone) {
    if (!contexts) {
      living.add(gone);
      gone.onComplete(done -> living.remove(gone));
    }
  }

  /** Lets go of a child that is to live on when the loop ends, if it is one of Drover's. */
  void letGoAtEnd(NativeChild child) {
    if (!contexts) {
      outliving.add(child);
      child.gone().onComplete(done -> outliving.remove(child));
    }
  }

  /** Netty ends a loop that has just been busy without closing what is registered on it. */
  private void end(MultiThreadIoEventLoopGroup group) {
    LoopCall.unlessEnded(loop, () -> outliving.forEach(NativeChild::letGo));
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
