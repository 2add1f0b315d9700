package dev.drover.bridge;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** Whose turn it is: so many runs at a time, and a bounded queue behind them. On one context. */
final class CommandTurns {
  private final int concurrency;
  private final int queue;
  private final Set<CommandRun> running = new HashSet<>();
  private final ArrayDeque<CommandRun> waiting = new ArrayDeque<>();

  CommandTurns(CommandSettings settings) {
    concurrency = settings.concurrency();
    queue = settings.queue();
  }

  /** Starts the run now or later; false when there is no room for it. */
  boolean take(CommandRun run) {
    if (running.size() < concurrency) {
      begin(run);
      return true;
    }
    return waiting.size() < queue && waiting.add(run);
  }

  private void begin(CommandRun run) {
    running.add(run);
    run.start();
  }

  /** The run has ended, or does not wait any more. */
  void end(CommandRun run) {
    if (!running.remove(run)) {
      waiting.remove(run);
    } else if (!waiting.isEmpty()) {
      begin(waiting.poll());
    }
  }
}
