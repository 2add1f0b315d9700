package dev.drover.logs;

import dev.drover.config.ConfigException;
import dev.drover.config.LogPolicy;
import dev.drover.logs.LogLine.Source;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SupervisorListener;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Keeps every line that the replicas of a supervisor write, in files of their slots that only the
 * user may read: {@code web-1.000001.log} is the first of {@code web#1}. Past {@link
 * LogPolicy#size} the next one is begun; the oldest past {@link LogPolicy#keep} is removed. Add it
 * as a listener before those that may block for long, such as on a terminal, and close it after the
 * supervisor has ended.
 *
 * <p>A line is in the system's hands when {@link #output} returns, so nothing is lost when the
 * supervisor is killed. When the files cannot be written, as on a full disk, the replicas run on:
 * their lines are counted, and the count is told, and noted in the file, when it can be written
 * again. That is tried every 5 s.
 */
public final class ReplicaLogs implements SupervisorListener, AutoCloseable {
  private final LogPolicy policy;
  private final LogsDirectory directory;
  private final LogsLock lock;
  private final Outages outages;
  private final Clock clock;
  private final Map<SlotId, SlotLog> slots = new ConcurrentHashMap<>();

  private ReplicaLogs(
      LogPolicy policy,
      LogsDirectory directory,
      LogsLock lock,
      Consumer<String> problems,
      Clock clock) {
    this.policy = policy;
    this.directory = directory;
    this.lock = lock;
    this.outages = new Outages(directory, problems);
    this.clock = clock;
  }

  /**
   * Makes the directory; goes on with the files that an earlier supervisor has left there. Blocks
   * briefly.
   *
   * @param problems is told in one line that lines are lost, and when they no longer are; on any
   *     thread, must not block for long
   * @throws ConfigException when the directory cannot be used, or another supervisor writes there
   */
  public static ReplicaLogs open(LogPolicy policy, Consumer<String> problems) {
    return open(policy, problems, Clock.systemUTC());
  }

  static ReplicaLogs open(LogPolicy policy, Consumer<String> problems, Clock clock) {
    LogsDirectory directory = new LogsDirectory(policy.directory());
    try {
      directory.create();
      LogsLock lock = LogsLock.take(directory);
      return new ReplicaLogs(policy, directory, lock, problems, clock);
    } catch (IOException cause) {
      throw new ConfigException(
          "no logs can be kept in %s (%s); name another directory"
              .formatted(policy.directory(), Outages.reason(cause)));
    }
  }

  @Override
  public void output(SlotId slot, Stream stream, String line) {
    slots
        .computeIfAbsent(slot, id -> new SlotLog(id, policy, directory, outages, clock))
        .write(stream == Stream.STDERR ? Source.STDERR : Source.STDOUT, line);
  }

  /** Lines that come later are not kept. */
  @Override
  public void close() {
    slots.values().forEach(SlotLog::close);
    lock.release();
  }
}
