package dev.drover.supervisor;

import dev.drover.config.HangPolicy;
import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.nio.file.Path;
import java.util.List;

/** Keeps what a hung replica was doing. */
final class HangReport {
  private static final Logger LOG = LoggerFactory.getLogger(HangReport.class);

  private final Vertx vertx;
  private final HangPolicy policy;

  HangReport(Vertx vertx, HangPolicy policy) {
    this.vertx = vertx;
    this.policy = policy;
  }

  /** Saves the stacks, and names the guilty frame; succeeds though they cannot be saved. */
  Future<Hang> of(SlotId slot, long pid, Hang hang, ChannelMessage.Stacks stacks) {
    return save(slot, pid, hang, stacks)
        .map(file -> hang.with(text(hang, stacks), stacks.stacks(), file));
  }

  private Future<Path> save(SlotId slot, long pid, Hang hang, ChannelMessage.Stacks stacks) {
    StackFiles files = StackFiles.of(policy);
    String text = "%s (pid %d): %s%n%n%s".formatted(slot, pid, text(hang, stacks), stacks.dump());
    return vertx
        .executeBlocking(() -> files.write(slot, pid, text), false)
        .recover(
            failure -> {
              LOG.warn("the stacks of " + slot + " cannot be saved: " + failure);
              return Future.succeededFuture(null);
            });
  }

  /** The frame of the first is enough for a line; the stacks have the rest. */
  private static String text(Hang hang, ChannelMessage.Stacks stacks) {
    List<String> guilty =
        stacks.stacks().stream()
            .map(stack -> stack.guilty())
            .filter(frame -> frame != null)
            .distinct()
            .toList();
    return guilty.isEmpty() ? hang.what() : hang.what() + " in " + guilty.get(0);
  }
}
