package dev.drover.cluster;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who was not let in, in one line of Drover's words; nobody but the loggers of Hazelcast and Vert.x
 * is told of it. Of what else these write, only errors are left.
 */
final class Refusals implements Filter {
  private static final Pattern REFUSED =
      Pattern.compile("invalid join request from \\[?([^\\]\\s]+)\\]?:(\\d+), cause: members part");

  private static final Pattern REFUSES =
      Pattern.compile("could not join cluster at node: (\\S+) Cause: .*cluster-name");

  private static final Pattern NO_CONNECTION =
      Pattern.compile("Connecting to server (\\S+) failed");

  @Override
  public boolean isLoggable(LogRecord line) {
    String text = String.valueOf(line.getMessage());
    Matcher refused = REFUSED.matcher(text);
    Matcher refuses = REFUSES.matcher(text);
    Matcher none = NO_CONNECTION.matcher(text);
    if (refused.find()) {
      say(
          line,
          "a member at %s:%s is refused: its cluster has another name or secret"
              .formatted(refused.group(1), refused.group(2)));
    } else if (refuses.find()) {
      say(
          line,
          "the member at %s does not let this one in: its cluster has another name or secret"
              .formatted(refuses.group(1).replaceAll("[\\[\\]/]", "")));
    } else if (none.find()) {
      say(line, "no event-bus connection to member " + none.group(1) + because(line.getThrown()));
    } else {
      return line.getLevel().intValue() >= Level.SEVERE.intValue();
    }
    return true;
  }

  private static String because(Throwable cause) {
    if (cause == null) {
      return "";
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return ": " + root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  private static void say(LogRecord line, String words) {
    line.setLoggerName("dev.drover.cluster");
    line.setSourceClassName("dev.drover.cluster");
    line.setMessage(words);
    line.setParameters(null);
    line.setThrown(null);
  }
}
