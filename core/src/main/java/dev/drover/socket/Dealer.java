package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives one server's connections to Vert.x, which deals them to event loops, and those for a loop
 * that is left out to another one; or keeps them for a while. Confined to the server's event loop.
 */
final class Dealer {
  private static final AttributeKey<Dealer> DEALER = AttributeKey.valueOf(Dealer.class, "dealer");

  private final Consumer<Channel> vertx;

  /** Vert.x has an instance that listens there: it has dealt them connections. */
  private final Set<DealingLoop> takers = new LinkedHashSet<>();

  /** While {@link #paused}. */
  private final List<Channel> waiting = new ArrayList<>();

  private boolean paused;
  private boolean stopping;

  Dealer(Consumer<Channel> vertx) {
    this.vertx = vertx;
  }

  /** Null when the channel is no connection that is being dealt. */
  static Dealer of(Channel channel) {
    return channel.hasAttr(DEALER) ? channel.attr(DEALER).get() : null;
  }

  void accepted(Channel connection) {
    if (paused) {
      waiting.add(connection);
    } else {
      connection.attr(DEALER).set(this);
      vertx.accept(connection);
    }
  }

  /** Connections wait before they are dealt, or do so no more. */
  void pause(boolean pause) {
    paused = pause && !stopping;
    if (!paused && !waiting.isEmpty()) {
      List<Channel> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(this::accepted);
    }
  }

  /** The JVM drains: none waits from now on. */
  void stop() {
    stopping = true;
    pause(false);
  }

  /** The application has closed its server. */
  void close() {
    waiting.forEach(connection -> connection.unsafe().closeForcibly());
    waiting.clear();
  }

  /** What was known may be out of date: an application may have closed a server meanwhile. */
  void forget() {
    takers.clear();
  }

  /**
   * @param dealt the loop that Vert.x has chosen; it gets the connection also where no other is
   *     known
   */
  DealingLoop choose(DealingLoop dealt) {
    if (!dealt.isLeftOut()) {
      takers.add(dealt);
      return dealt;
    }
    takers.removeIf(DealingLoop::isLeftOut);
    if (takers.isEmpty()) {
      return dealt;
    }
    DealingLoop next = takers.iterator().next();
    // In turn.
    takers.remove(next);
    takers.add(next);
    return next;
  }
}
