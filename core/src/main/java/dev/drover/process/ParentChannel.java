package dev.drover.process;

import dev.drover.process.SpawnException.Reason;
import dev.drover.process.Stdio.Direction;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The child's end of a channel, in a JVM. */
final class ParentChannel {
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  /** Null where the channel came as a descriptor, or nobody has asked yet. Guarded by the class. */
  private static ChannelSocket socket;

  private ParentChannel() {}

  static Future<Channel> open(ContextInternal context) {
    Promise<Channel> opened = context.promise();
    Spawner.execute(
        () -> {
          try {
            opened.complete(take(context));
          } catch (IOException | RuntimeException e) {
            opened.fail(e);
          }
        });
    return opened.future();
  }

  private static Channel take(ContextInternal context) throws IOException {
    refuseWithout();
    if (!TAKEN.compareAndSet(false, true)) {
      throw new SpawnException(Reason.OTHER, "", "the channel to the parent is in use already");
    }
    return descriptor() < 0
        ? new JdkChannel(context, socket()).messages()
        : open(context, descriptor());
  }

  private static void refuseWithout() throws SpawnException {
    if (descriptor() < 0 && System.getenv(ChannelVariables.PATH) == null) {
      throw new SpawnException(
          Reason.UNSUPPORTED, "", "this JVM has no channel: its parent did not fork it with one");
    }
  }

  /**
   * What the parent sent first; before anybody has opened the channel. Blocks.
   *
   * @throws EOFException when the parent is gone
   */
  static byte[] readFirst(int length) throws IOException {
    refuseWithout();
    byte[] first = descriptor() < 0 ? socket().in().readNBytes(length) : read(length);
    if (first.length < length) {
      throw new EOFException("the parent is gone");
    }
    return first;
  }

  private static byte[] read(int length) throws IOException {
    NativeBackend.load();
    FileDescriptor descriptor = new FileDescriptor(descriptor());
    ByteBuffer bytes = ByteBuffer.allocateDirect(length);
    int at = 0;
    for (int count; at < length && (count = descriptor.read(bytes, at, length)) > 0; ) {
      at += count;
    }
    byte[] result = new byte[at];
    bytes.get(result);
    return result;
  }

  /** -1 for none. */
  private static int descriptor() {
    String number = System.getenv(ChannelVariables.DROVER);
    return number == null ? -1 : Integer.parseInt(number);
  }

  private static synchronized ChannelSocket socket() throws IOException {
    if (socket == null) {
      String path = System.getenv(ChannelVariables.PATH);
      SocketChannel connected = SocketChannel.open(UnixDomainSocketAddress.of(path));
      socket = new ChannelSocket(CompletableFuture.completedFuture(connected));
    }
    return socket;
  }

  private static Channel open(ContextInternal context, int descriptor) throws IOException {
    NativeBackend.load();
    // Under a new number that JNI code of others, which may fork, does not pass on.
    int own = Descriptors.duplicate(descriptor, 0);
    Libc.close(descriptor);
    Descriptors.setNonBlocking(own);
    ProcessLoop loop = ProcessLoop.of(context);
    PipeEnd end = new PipeEnd(context, loop, own, Direction.DUPLEX);
    loop.loop().execute(end::register);
    return new MessageChannel(
        context,
        end.source(),
        end.sink(),
        end.source().drained(),
        () -> loop.loop().execute(end::close));
  }
}
