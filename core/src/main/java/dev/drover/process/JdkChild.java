package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A child of the JDK's. */
final class JdkChild implements Child {
  private static final int SIGNALLED = 128;
  private static final Set<JdkChild> LIVING = ConcurrentHashMap.newKeySet();

  static {
    Thread hook = new Thread(() -> LIVING.forEach(JdkChild::destroy), "drover-process-exit");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private final Process process;
  private final JdkSink input;
  private final JdkSource[] outputs = new JdkSource[3];
  private final ContextInternal context;
  private final Promise<Ended> ended;
  private final ChannelServer server;
  private JdkChannel channel;
  private volatile Signal sent;

  /**
   * @param server of its channel; null for none
   */
  JdkChild(ContextInternal context, Process process, SpawnOptions options, ChannelServer server) {
    this.context = context;
    this.process = process;
    this.server = server;
    ended = context.promise();
    if (options.orphanGrace().isZero()) {
      LIVING.add(this);
    }
    List<Stdio> stdio = options.stdio();
    input = isPipe(stdio, 0) ? new JdkSink(context, process.getOutputStream()) : null;
    outputs[1] = isPipe(stdio, 1) ? new JdkSource(context, process.getInputStream()) : null;
    outputs[2] = isPipe(stdio, 2) ? new JdkSource(context, process.getErrorStream()) : null;
  }

  private static boolean isPipe(List<Stdio> stdio, int descriptor) {
    return stdio.get(descriptor) instanceof Stdio.Pipe;
  }

  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    if (server != null) {
      server.close();
    }
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void onBytes(ByteCounter received, ByteCounter sent) {
    if (input != null) {
      input.onBytes(bytes -> sent.count(0, bytes));
    }
    for (int at = 1; at < outputs.length; at++) {
      int descriptor = at;
      if (outputs[at] != null) {
        outputs[at].onBytes(bytes -> received.count(descriptor, bytes));
      }
    }
  }

  @Override
  public void start() {
    process.onExit().thenAccept(this::exited);
  }

  private void exited(Process gone) {
    LIVING.remove(this);
    int value = gone.exitValue();
    Signal last = sent;
    // The JDK writes death by signal n as 128 + n; it is that only if we know who sent it.
    boolean ours = last != null && value == SIGNALLED + last.number();
    ExitStatus status = ours ? ExitStatus.signal(last) : ExitStatus.code(value);
    endInputs();
    outputs().forEach(JdkSource::childEnded);
    if (server != null) {
      server.childEnded();
    }
    ended.tryComplete(new Ended(status, Optional.empty()));
  }

  private void endInputs() {
    if (input != null) {
      input.childEnded();
    }
    if (channel != null) {
      channel.sink().childEnded();
    }
  }

  @Override
  public ChildOutput output(int descriptor) {
    return descriptor > 0 && descriptor < outputs.length ? outputs[descriptor] : null;
  }

  @Override
  public WriteStream<Buffer> input(int descriptor) {
    return descriptor == 0 ? input : null;
  }

  @Override
  public Channel channel(int descriptor) {
    channel = new JdkChannel(context, server.accept());
    return channel.messages();
  }

  private List<JdkSource> outputs() {
    Stream<JdkSource> pipes = Arrays.stream(outputs).filter(Objects::nonNull);
    return (channel == null ? pipes : Stream.concat(pipes, Stream.of(channel.source()))).toList();
  }

  @Override
  public Future<Ended> ended() {
    return ended.future();
  }

  @Override
  public Future<Void> drained() {
    List<Future<Void>> all = outputs().stream().map(JdkSource::drained).toList();
    return ended.future().compose(exit -> Future.join(all).mapEmpty());
  }

  @Override
  public Future<Void> delivered() {
    return Future.join(outputs().stream().map(OutputQueue::delivered).toList()).mapEmpty();
  }

  @Override
  public boolean kill(Signal signal, boolean tree) {
    boolean force = signal.equals(Signal.KILL);
    if (!force && !signal.equals(Signal.TERM)) {
      throw new UnsupportedOperationException(
          "the jdk back end sends SIGTERM and SIGKILL only, not " + signal);
    }
    // The child first: it could have more children while the known ones are ended. One that comes
    // between this look and the child's end escapes; the JDK has no group to send to.
    List<ProcessHandle> descendants = tree ? process.descendants().toList() : List.of();
    boolean there = process.isAlive();
    if (there) {
      sent = signal;
      destroy(process.toHandle(), force);
    }
    descendants.forEach(one -> destroy(one, force));
    return there;
  }

  /** Through handles: {@link Process#destroy} would close the streams, and lose last words. */
  private static boolean destroy(ProcessHandle handle, boolean force) {
    return force ? handle.destroyForcibly() : handle.destroy();
  }

  @Override
  public void closeStreams() {
    endInputs();
    outputs().forEach(JdkSource::closeNow);
  }

  @Override
  public void discard() {
    destroy();
    release();
  }

  @Override
  public void release() {
    LIVING.remove(this);
  }
}
