package dev.drover.config;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of files as {@link java.nio.file.FileSystem#getPathMatcher} has it, but that two stars
 * and a slash stand for no directory, too.
 *
 * @param base the deepest directory that all of them are in, or the one file that it is
 * @param matcher of paths that begin as the pattern does
 */
public record FileGlob(Path base, PathMatcher matcher) {
  private static final Pattern SPECIAL = Pattern.compile("[*?\\[{]");

  /**
   * @param pattern must be {@link #isValid}
   */
  public static FileGlob of(String pattern) {
    return new FileGlob(base(pattern), matcher(pattern));
  }

  /** Whether it can be a pattern. */
  static boolean isValid(String pattern) {
    try {
      matcher(pattern);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static PathMatcher matcher(String pattern) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("**/", "{**/,}"));
  }

  private static Path base(String pattern) {
    Matcher special = SPECIAL.matcher(pattern);
    if (!special.find()) {
      return Path.of(pattern);
    }
    int slash = pattern.lastIndexOf('/', special.start());
    return Path.of(slash < 0 ? "" : slash == 0 ? "/" : pattern.substring(0, slash));
  }
}
