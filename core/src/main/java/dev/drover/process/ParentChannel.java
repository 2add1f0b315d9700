package dev.drover.process;

import dev.drover.process.SpawnException.Reason;
import dev.drover.process.Stdio.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The child's end of a channel, in a JVM. */
final class ParentChannel {
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private ParentChannel() {}

  static Future<Channel> open(ContextInternal context) {
    Promise<Channel> opened = context.promise();
    Spawner.execute(
        () -> {
          try {
            opened.complete(open(context, descriptor()));
          } catch (IOException | RuntimeException e) {
            opened.fail(e);
          }
        });
    return opened.future();
  }

  private static int descriptor() throws SpawnException {
    String number = System.getenv(ChannelVariables.DROVER);
    if (number == null) {
      throw new SpawnException(
          Reason.UNSUPPORTED, "", "this JVM has no channel: its parent did not fork it with one");
    }
    if (!TAKEN.compareAndSet(false, true)) {
      throw new SpawnException(Reason.OTHER, "", "the channel to the parent is in use already");
    }
    return Integer.parseInt(number);
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
