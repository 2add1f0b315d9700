package dev.drover.launcher;

import dev.drover.config.StopPolicy;

/** Whether this run was detached from a terminal by {@code drover start}. */
final class Background {
  /** Names, in the JVM of a detached run, the file that its output goes to. */
  static final String LOG = "drover.background.log";

  private Background() {}

  /** The rows that tell where the output is and how to stop it. */
  static void addTo(StartBlock block, String name, StopPolicy policy) {
    String log = System.getProperty(LOG);
    if (log == null) {
      block.stop(policy);
    } else {
      block.row("log", log).row("to stop", "drover stop -n " + name);
    }
  }
}
