package dev.drover.cluster;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hazelcast reports warnings and errors, except those that are about the coming and going of
 * members, and keeps the rest to itself.
 */
final class HazelcastLogging {

  private static final Map<String, Level> LEVELS =
      Map.of(
          "com.hazelcast", Level.WARNING,
          // Its one warning asks for --add-opens flags, which only save a little time.
          "com.hazelcast.instance.impl.HazelcastInstanceFactory", Level.SEVERE,
          // What it logs, it throws as well.
          "com.hazelcast.instance.AddressPicker", Level.OFF,
          "com.hazelcast.instance.impl.Node", Level.OFF,
          // A stack trace or more for every connection that a killed member leaves behind.
          "com.hazelcast.internal.server.tcp", Level.SEVERE,
          // Operations on their way to it, or begun with another list of members, are repeated.
          "com.hazelcast.spi.impl", Level.SEVERE,
          // That it is gone, who takes over, and that another answers at its port. The supervisor
          // reports deaths, and members that
          // stop at the same time would all report each other.
          "com.hazelcast.internal.cluster", Level.SEVERE,
          // One line for each of 271 partitions when all members stop at the same time.
          "com.hazelcast.internal.partition", Level.SEVERE);

  /** Logs each failed join with its stack trace, also one that is about to be tried again. */
  private static final Logger VERTX = Logger.getLogger("io.vertx.core.impl.VertxImpl");

  /** Held, because the JDK forgets the level of a logger that nobody holds. */
  private static final List<Logger> LOGGERS =
      LEVELS.keySet().stream().map(Logger::getLogger).toList();

  /** Of what these write only that is told that {@link Refusals} knows. */
  private static final List<Logger> OF_REFUSALS =
      List.of(
          Logger.getLogger("com.hazelcast.cluster"),
          Logger.getLogger("com.hazelcast.internal.cluster.impl.ClusterJoinManager"),
          Logger.getLogger("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus"));

  private HazelcastLogging() {}

  /** Sets no level that the user's logging configuration has set. */
  static void quieten() {
    for (Logger logger : LOGGERS) {
      if (logger.getLevel() == null) {
        logger.setLevel(LEVELS.get(logger.getName()));
      }
    }
    if (VERTX.getFilter() == null) {
      VERTX.setFilter(line -> !(line.getThrown() instanceof JoinException));
    }
  }

  /** For members that strangers can reach; touches no logger that the user has configured. */
  static void tellRefusals() {
    for (Logger logger : OF_REFUSALS) {
      if (logger.getFilter() == null && logger.getLevel() == null) {
        logger.setLevel(Level.WARNING);
        logger.setFilter(new Refusals());
      }
    }
  }
}
