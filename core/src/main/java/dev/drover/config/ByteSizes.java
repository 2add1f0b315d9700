package dev.drover.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as users write them: {@code 4096}, {@code 512k}, {@code 10m}, {@code 2g}; a k is 1,024
 * bytes.
 */
public final class ByteSizes {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})([kmg]?)b?");

  private ByteSizes() {}

  /**
   * In bytes.
   *
   * @throws ConfigException when {@code text} is not a number that k, m or g may follow
   */
  public static long parse(String text) {
    Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new ConfigException(
          "a size is a number of bytes, or one with a unit such as 512k, 10m or 2g, was '"
              + text
              + "'");
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "k" -> amount << 10;
      case "m" -> amount << 20;
      case "g" -> amount << 30;
      default -> amount;
    };
  }

  /** The shortest form that {@link #parse} reads back. */
  public static String format(long bytes) {
    String units = "kmg";
    int unit = -1;
    long amount = bytes;
    while (amount > 0 && amount % 1024 == 0 && unit < units.length() - 1) {
      amount /= 1024;
      unit++;
    }
    return unit < 0 ? String.valueOf(amount) : amount + units.substring(unit, unit + 1);
  }
}
