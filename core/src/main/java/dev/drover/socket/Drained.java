package dev.drover.socket;

import io.netty.channel.Channel;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Connections that are to come to an end. Safe for all threads. */
interface Drained {
  /** Completes when no connection is added any more. */
  CompletionStage<Void> closeDoor();

  /** Those that are open now. */
  Collection<Channel> connections();

  /** Completes as soon as none is open; call it after {@link #closeDoor}. */
  CompletionStage<Void> whenIdle();
}
