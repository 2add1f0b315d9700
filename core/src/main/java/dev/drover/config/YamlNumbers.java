package dev.drover.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Numbers as YAML 1.2 writes them: decimal, {@code 0x1f}, {@code 0o17}. */
final class YamlNumbers {

  private YamlNumbers() {}

  static BigInteger whole(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }

  /** Empty when it is out of its bounds. */
  static Optional<Integer> whole(String text, int least, int most) {
    BigInteger number = whole(text);
    boolean within =
        number.compareTo(BigInteger.valueOf(least)) >= 0
            && number.compareTo(BigInteger.valueOf(most)) <= 0;
    return within ? Optional.of(number.intValue()) : Optional.empty();
  }

  /** Empty for what JSON has no number for: infinity, what is no number, and beyond a double. */
  static Optional<Number> json(ScalarKind kind, String text) {
    if (kind == ScalarKind.WHOLE) {
      BigInteger number = whole(text);
      if (number.bitLength() < Integer.SIZE) {
        return Optional.of(number.intValue());
      }
      return number.bitLength() < Long.SIZE ? Optional.of(number.longValue()) : Optional.empty();
    }
    if (text.matches("[-+]?\\.[a-zA-Z]+")) {
      return Optional.empty();
    }
    double number = new BigDecimal(text).doubleValue();
    return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
  }
}
