package dev.drover.launcher;

import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Puts what this JVM logs among the console's lines, so that it is not mixed into the replicas'.
 */
final class ConsoleLog extends Handler {
  private final Console console;

  private ConsoleLog(Console console) {
    this.console = console;
    setFormatter(new SimpleFormatter());
  }

  /** Does nothing when the user has set up java.util.logging. */
  static void install(Console console, Properties system) {
    if (!LogFormat.isOurs(system)) {
      return;
    }
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new ConsoleLog(console));
  }

  @Override
  public void publish(LogRecord message) {
    if (isLoggable(message)) {
      console.warn(getFormatter().format(message).stripTrailing().lines().toList());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
