package dev.drover.process;

import io.vertx.core.internal.ContextInternal;

/** A channel whose socket blocks: a thread reads it while there is a handler. */
final class JdkChannel {
  private final JdkSource source;
  private final JdkSink sink;
  private final Channel messages;

  JdkChannel(ContextInternal context, ChannelSocket socket) {
    source = new JdkSource(context, socket.in());
    sink = new JdkSink(context, socket.out());
    messages = new MessageChannel(context, source, sink, source.drained(), source::closeNow);
  }

  JdkSource source() {
    return source;
  }

  JdkSink sink() {
    return sink;
  }

  Channel messages() {
    return messages;
  }
}
