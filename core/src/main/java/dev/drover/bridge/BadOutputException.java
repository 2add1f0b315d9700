package dev.drover.bridge;

/** A child wrote what it must not; the message says what, and shows none of it. */
final class BadOutputException extends Exception {
  private static final long serialVersionUID = 1L;

  BadOutputException(String message) {
    super(message, null, false, false);
  }
}
