package dev.drover.process;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JDK tells the system's error number in words only. */
final class JdkErrors {
  /** {@code error=2,} in JDK 17, {@code error: 2 (} in JDK 25. */
  private static final Pattern NUMBER = Pattern.compile("error(?:=|: )(\\d+)");

  private JdkErrors() {}

  /** Null when the message has none. */
  static ErrnoException errno(IOException failure) {
    Matcher matcher = NUMBER.matcher(String.valueOf(failure.getMessage()));
    return matcher.find()
        ? new ErrnoException("ProcessBuilder", Integer.parseInt(matcher.group(1)))
        : null;
  }
}
