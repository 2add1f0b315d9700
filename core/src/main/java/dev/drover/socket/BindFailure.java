package dev.drover.socket;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Turns what the system says of a failed bind into the {@link BindException} an application
 * expects, with the address and, if that can be known, who holds it.
 */
final class BindFailure {

  private BindFailure() {}

  /** Completes on any thread; looking for the holder reads files. Never fails. */
  static CompletionStage<Throwable> explain(InetSocketAddress address, Throwable cause) {
    String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (said.contains("already in use")) {
      return CompletableFuture.supplyAsync(
          () -> exception("Address already in use: " + text(address) + holder(address), cause));
    }
    if (said.contains("permission denied")) {
      return done("Permission denied: " + text(address) + privileged(address), cause);
    }
    if (said.contains("assign requested address")) {
      return done(
          "Cannot assign requested address: " + text(address) + ", no interface has it", cause);
    }
    return CompletableFuture.completedFuture(cause);
  }

  /** No link to the supervisor, for which only the lack of descriptors has words of ours. */
  static Throwable unlinked(InetSocketAddress address, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean full = String.valueOf(root.getMessage()).contains("Too many open files");
    return full ? noDescriptor(text(address), cause) : cause;
  }

  /**
   * @param name the address as {@link #text}
   */
  static BindException noDescriptor(String name, Throwable cause) {
    return exception(
        "Too many open files: " + name + ", no file descriptor is left for its socket (ulimit -n)",
        cause);
  }

  /** {@code 0.0.0.0:8080}, {@code [::1]:8080}. */
  static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  static BindException exception(String message, Throwable cause) {
    BindException exception = new BindException(message);
    exception.initCause(cause);
    return exception;
  }

  private static CompletionStage<Throwable> done(String message, Throwable cause) {
    return CompletableFuture.completedFuture(exception(message, cause));
  }

  private static String holder(InetSocketAddress address) {
    return PortHolder.find(address.getPort()).map(holder -> ", held by " + holder).orElse("");
  }

  private static String privileged(InetSocketAddress address) {
    return address.getPort() < 1024
        ? ", ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)"
        : "";
  }
}
